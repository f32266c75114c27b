package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.ServiceModel.Endpoint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Services as kube-proxy's iptables mode writes them.
///
/// Pods are told from others by their interfaces (`--detect-local-mode=InterfaceNamePrefix`), since
/// the lab's pools do not lie in one cluster CIDR.
record IptablesProxy() implements KubeProxy {
    private static final int AFFINITY_SECONDS = 10_800;
    private static final String POD_INTERFACES = "cali+";

    @Override
    public Command install(LabTopology topology, Node node, List<ServiceModel> services) {
        return restore(
                node,
                rules(node, services)
                        + """
                        -A PREROUTING -j KUBE-SERVICES
                        -A OUTPUT -j KUBE-SERVICES
                        -A POSTROUTING -j KUBE-POSTROUTING
                        COMMIT
                        *filter
                        -A INPUT -m conntrack --ctstate NEW -j KUBE-SERVICES
                        -A FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES
                        -A OUTPUT -m conntrack --ctstate NEW -j KUBE-SERVICES
                        COMMIT
                        """);
    }

    /// Naming a chain empties it; the jumps to them stay.
    @Override
    public Command replace(LabTopology topology, Node node, List<ServiceModel> services) {
        return restore(node, rules(node, services) + "COMMIT\n");
    }

    private static Command restore(Node node, String rules) {
        return new Command(
                List.of(
                        "nsenter",
                        "--net=/run/netns/" + node.namespace(),
                        "iptables-restore",
                        "-w",
                        "5",
                        "--noflush"),
                rules);
    }

    private static String rules(Node node, List<ServiceModel> services) {
        List<String> chains = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        List<String> rejects = new ArrayList<>();
        for (ServiceModel service : services) {
            if (service.clusterIp().isEmpty()) {
                continue;
            }
            for (String protocol : ServiceModel.PROTOCOLS) {
                new Writer(node, service, protocol, chains, rules, rejects).write();
            }
        }
        StringBuilder text = new StringBuilder("*filter\n:KUBE-SERVICES - [0:0]\n");
        rejects.forEach(rule -> text.append(rule).append('\n'));
        text.append(
                """
                COMMIT
                *nat
                :KUBE-SERVICES - [0:0]
                :KUBE-NODEPORTS - [0:0]
                :KUBE-POSTROUTING - [0:0]
                :KUBE-MARK-MASQ - [0:0]
                """);
        chains.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
        text.append(
                """
                -A KUBE-MARK-MASQ -j MARK --set-xmark %1$s/%1$s
                -A KUBE-POSTROUTING -m mark ! --mark %1$s/%1$s -j RETURN
                -A KUBE-POSTROUTING -j MARK --set-xmark %1$s/0x0
                -A KUBE-POSTROUTING -j MASQUERADE --random-fully
                """
                        .formatted(MASQUERADE_MARK));
        rules.forEach(rule -> text.append(rule).append('\n'));
        text.append("-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\n");
        return text.toString();
    }

    /// The rules of one port of one Service.
    private record Writer(
            Node node,
            ServiceModel service,
            String protocol,
            List<String> chains,
            List<String> rules,
            List<String> rejects) {

        void write() {
            String clusterIp = service.clusterIp().orElseThrow();
            String match =
                    "-d %s/32 -p %s --dport %d".formatted(clusterIp, protocol, service.port());
            if (service.chosen() == 0) {
                rejects.add("-A KUBE-SERVICES " + match + " -j REJECT");
                return;
            }
            if (service.hasNoneFor(node.name())) {
                rejects.add("-A KUBE-SERVICES " + match + " -j DROP");
                return;
            }
            for (int i = 0; i < service.endpoints().size(); i++) {
                endpoint(i);
            }
            String serviceChain = chain("SVC", "");
            chains.add(serviceChain);
            rules.add("-A KUBE-SERVICES " + match + " -j " + serviceChain);
            rules.add(
                    service.masqueradeAll()
                            ? "-A " + serviceChain + " -j KUBE-MARK-MASQ"
                            : "-A %s ! -i %s %s -j KUBE-MARK-MASQ"
                                    .formatted(serviceChain, POD_INTERFACES, match));
            choose(serviceChain, service.behindClusterIp(node.name()));
            if (service.nodePort().isPresent()) {
                nodePort(serviceChain);
            }
        }

        private void nodePort(String serviceChain) {
            String external = chain("EXT", "");
            chains.add(external);
            rules.add(
                    "-A KUBE-NODEPORTS -p %s --dport %d -j %s"
                            .formatted(protocol, service.nodePort().orElseThrow(), external));
            if (!service.localTraffic()) {
                rules.add("-A " + external + " -j KUBE-MARK-MASQ");
                rules.add("-A " + external + " -j " + serviceChain);
                return;
            }
            rules.add("-A " + external + " -i " + POD_INTERFACES + " -j " + serviceChain);
            rules.add("-A " + external + " -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ");
            rules.add("-A " + external + " -m addrtype --src-type LOCAL -j " + serviceChain);
            List<Integer> local = service.localTo(node.name());
            if (local.isEmpty()) {
                rejects.add(
                        "-A KUBE-SERVICES -d %s/32 -p %s --dport %d -j DROP"
                                .formatted(
                                        node.address(),
                                        protocol,
                                        service.nodePort().orElseThrow()));
                return;
            }
            String localChain = chain("SVL", "");
            chains.add(localChain);
            rules.add("-A " + external + " -j " + localChain);
            choose(localChain, local);
        }

        private void endpoint(int number) {
            Endpoint endpoint = service.endpoints().get(number);
            String chain = chain("SEP", "-" + number);
            chains.add(chain);
            if (service.hairpin()) {
                rules.add("-A " + chain + " -s " + endpoint.address() + "/32 -j KUBE-MARK-MASQ");
            }
            rules.add(
                    "-A %s%s -p %s -j DNAT --to-destination %s:%d"
                            .formatted(
                                    chain,
                                    service.affinity()
                                            ? " -m recent --name " + chain + " --set"
                                            : "",
                                    protocol,
                                    endpoint.address(),
                                    endpoint.port()));
        }

        private void choose(String chain, List<Integer> numbers) {
            if (service.affinity()) {
                for (int number : numbers) {
                    String endpoint = chain("SEP", "-" + number);
                    rules.add(
                            "-A %s -m recent --name %s --rcheck --seconds %d --reap -j %s"
                                    .formatted(chain, endpoint, AFFINITY_SECONDS, endpoint));
                }
            }
            for (int i = 0; i < numbers.size(); i++) {
                int left = numbers.size() - i;
                String chance =
                        left == 1
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " -m statistic --mode random --probability %.10f",
                                        1.0 / left);
                rules.add("-A " + chain + chance + " -j " + chain("SEP", "-" + numbers.get(i)));
            }
        }

        /// Such as `KUBE-SVC-` and 16 characters, as kube-proxy hashes its own.
        private String chain(String kind, String more) {
            try {
                byte[] digest =
                        MessageDigest.getInstance("SHA-256")
                                .digest(
                                        (service.name() + protocol + more)
                                                .getBytes(StandardCharsets.UTF_8));
                return "KUBE-"
                        + kind
                        + "-"
                        + HexFormat.of().withUpperCase().formatHex(digest).substring(0, 16);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }
}
