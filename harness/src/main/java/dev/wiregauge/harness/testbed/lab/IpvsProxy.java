package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.ServiceModel.Endpoint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Services as kube-proxy's ipvs mode makes them: ClusterIPs on the device `kube-ipvs0`, virtual
/// servers of IPVS in the kernel, and packet filter rules for masquerading alone.
///
/// One shell script, since three programs take part: `ip`, `ipvsadm` and `nft`.
record IpvsProxy() implements KubeProxy {
    static final String DEVICE = "kube-ipvs0";

    private static final int AFFINITY_SECONDS = 10_800;
    private static final String POD_INTERFACES = "cali*";

    @Override
    public Command install(LabTopology topology, Node node, List<ServiceModel> services) {
        return new Command(
                List.of("nsenter", "--net=/run/netns/" + node.namespace(), "sh", "-e", "-s"),
                new Script(node, services).text());
    }

    /// The script does not mind what is there already.
    @Override
    public Command replace(LabTopology topology, Node node, List<ServiceModel> services) {
        return install(topology, node, services);
    }

    /// What one node is told.
    private static final class Script {
        private final Node node;
        private final List<ServiceModel> services;
        private final Set<String> clusterIps = new LinkedHashSet<>();
        private final List<String> servers = new ArrayList<>();

        /// Packets to these are masqueraded, unless pods send them.
        private final List<String> clusterPorts = new ArrayList<>();

        private final List<String> masqueradedAlways = new ArrayList<>();
        private final List<String> dropped = new ArrayList<>();
        private final Set<String> hairpins = new LinkedHashSet<>();

        /// One set serves all Services: what one of them lacks, its endpoints lack in all.
        private final Set<String> withoutHairpin = new LinkedHashSet<>();

        Script(Node node, List<ServiceModel> services) {
            this.node = node;
            this.services = services;
        }

        String text() {
            for (ServiceModel service : services) {
                if (service.clusterIp().isPresent()) {
                    for (String protocol : ServiceModel.PROTOCOLS) {
                        add(service, protocol);
                    }
                }
            }
            hairpins.removeAll(withoutHairpin);
            StringBuilder text = new StringBuilder();
            // masquerading takes the connection tracking that IPVS leaves out by default
            text.append(
                    "ip link show %1$s >/dev/null 2>&1 || ip link add %1$s type dummy\n"
                            .formatted(DEVICE));
            text.append("sysctl -q -w net.ipv4.vs.conntrack=1\n");
            clusterIps.forEach(
                    ip -> text.append("ip addr replace %s/32 dev %s\n".formatted(ip, DEVICE)));
            text.append("ipvsadm --clear\nipvsadm --restore <<EOF\n");
            servers.forEach(line -> text.append(line).append('\n'));
            text.append("EOF\nnft -f - <<EOF\n").append(rules()).append("EOF\n");
            return text.toString();
        }

        private void add(ServiceModel service, String protocol) {
            String clusterIp = service.clusterIp().orElseThrow();
            clusterIps.add(clusterIp);
            virtualServer(
                    service,
                    protocol,
                    clusterIp,
                    service.port(),
                    service.behindClusterIp(node.name()));
            String port = port(clusterIp, protocol, service.port());
            (service.masqueradeAll() ? masqueradedAlways : clusterPorts).add(port);
            service.endpoints()
                    .forEach(each ->
                            (service.hairpin() ? hairpins : withoutHairpin)
                                    .add(each.address() + " . " + each.address()));
            if (service.nodePort().isPresent()) {
                nodePort(service, protocol, service.nodePort().get());
            }
        }

        private void nodePort(ServiceModel service, String protocol, int nodePort) {
            String port = port(node.address(), protocol, nodePort);
            if (!service.localTraffic()) {
                masqueradedAlways.add(port);
                virtualServer(service, protocol, node.address(), nodePort, service.all());
                return;
            }
            List<Integer> local = service.localTo(node.name());
            if (local.isEmpty()) {
                dropped.add(port);
            } else {
                virtualServer(service, protocol, node.address(), nodePort, local);
            }
        }

        private static String port(String address, String protocol, int port) {
            return "%s . %s . %d".formatted(address, protocol, port);
        }

        private void virtualServer(
                ServiceModel service,
                String protocol,
                String address,
                int port,
                List<Integer> numbers) {
            String flag = protocol.equals("tcp") ? "-t" : "-u";
            String server = "%s %s:%d".formatted(flag, address, port);
            String persistent = service.affinity() ? " -p " + AFFINITY_SECONDS : "";
            servers.add("-A " + server + " -s rr" + persistent);
            for (int number : numbers) {
                Endpoint endpoint = service.endpoints().get(number);
                servers.add(
                        "-a %s -r %s:%d -m -w 1"
                                .formatted(server, endpoint.address(), endpoint.port()));
            }
        }

        private String rules() {
            return """
            table ip kube-ipvs
            delete table ip kube-ipvs
            table ip kube-ipvs {
              set cluster-ports { type ipv4_addr . inet_proto . inet_service; %1$s }
              set masqueraded { type ipv4_addr . inet_proto . inet_service; %2$s }
              set dropped { type ipv4_addr . inet_proto . inet_service; %3$s }
              set hairpins { type ipv4_addr . ipv4_addr; %4$s }
              chain mark-masq {
                ip daddr . meta l4proto . th dport @masqueraded meta mark set meta mark or %5$s
                iifname != "%6$s" ip daddr . meta l4proto . th dport @cluster-ports meta mark set meta mark or %5$s
              }
              chain prerouting { type filter hook prerouting priority -100; jump mark-masq; }
              chain output { type route hook output priority -100; jump mark-masq; }
              chain input {
                type filter hook input priority filter;
                ip daddr . meta l4proto . th dport @dropped drop
              }
              chain postrouting {
                type nat hook postrouting priority srcnat;
                meta mark and %5$s == %5$s masquerade
                ip saddr . ip daddr @hairpins masquerade
              }
            }
            """
                    .formatted(
                            elements(clusterPorts),
                            elements(masqueradedAlways),
                            elements(dropped),
                            elements(hairpins),
                            MASQUERADE_MARK,
                            POD_INTERFACES);
        }

        private static String elements(Iterable<String> members) {
            String list = String.join(", ", members);
            return list.isEmpty() ? "" : "elements = { " + list + " };";
        }
    }
}
