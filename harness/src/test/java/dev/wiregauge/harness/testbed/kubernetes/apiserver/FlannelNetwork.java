package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import dev.wiregauge.harness.testbed.AgentProgram;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// A cluster's network as Flannel and kube-proxy (iptables mode) make it: two nodes and their pods
/// are network namespaces, `cni0` a bridge on each node, `flannel.1` a VXLAN device with VNI 1 on
/// UDP 8472, or plain routes. The nodes have no default route, as where there is no internet. As
/// [Backend#CALICO] the same nodes follow the mode of a Calico pool.
///
/// Needs root. Pods come and go as the kubelet says; each Service's rules are written when its
/// endpoints change.
public final class FlannelNetwork implements PodNetwork {
    /// What Flannel's net-conf.json calls `Backend.Type`.
    public enum Backend {
        VXLAN("flannel.1", 1, 8472),
        HOST_GW("", 0, 0),
        /// Not Flannel: `vxlan.calico` or plain routes, as the pool says.
        CALICO("vxlan.calico", 4096, 4789);

        private final String device;
        private final int vni;
        private final int port;

        Backend(String device, int vni, int port) {
            this.device = device;
            this.vni = vni;
            this.port = port;
        }

        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int NODES = 2;
    private static final String CLUSTER_CIDR = "10.244.0.0/16";
    private static final String DNS_POD = "10.244.1.250";
    private static final Served DNS =
            new Served("kube-dns", "10.96.0.10", 53, 53, List.of(DNS_POD));
    private static final Path PER_NAMESPACE = Path.of("/etc/netns");

    private final Backend backend;
    private final String prefix;
    private final List<String> namespaces = new ArrayList<>();
    private final Map<String, Integer> lastPod = new ConcurrentHashMap<>();
    private Optional<Process> dns = Optional.empty();

    private FlannelNetwork(Backend backend) {
        this.backend = backend;
        this.prefix =
                "wgf"
                        + HexFormat.of()
                                .toHexDigits(ThreadLocalRandom.current().nextInt())
                                .substring(2)
                        + "-";
    }

    public static FlannelNetwork build(Backend backend) {
        FlannelNetwork network = new FlannelNetwork(backend);
        try {
            network.build();
            network.startDns();
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /// The nodes `node-1` and `node-2`, and Flannel's own objects.
    public void addTo(ApiServerDouble server) {
        addNodesTo(server);
        if (backend != Backend.CALICO) {
            installFlannel(server);
        }
    }

    /// The nodes alone: who made the network, the API does not say.
    public void addNodesTo(ApiServerDouble server) {
        for (int node = 1; node <= NODES; node++) {
            server.addNode("node-" + node, address(node));
            if (backend == Backend.CALICO) {
                server.annotateNode(
                        "node-" + node, "projectcalico.org/IPv4Address", address(node) + "/24");
            }
        }
    }

    private void installFlannel(ApiServerDouble server) {
        for (int node = 1; node <= NODES; node++) {
            server.annotateNode(
                    "node-" + node, "flannel.alpha.coreos.com/backend-type", backend.id());
        }
        server.installFlannel(backend.id());
    }

    /// Runs a command in a node's namespace: a fault, or its repair.
    public void onNode(int node, String command) {
        ip("netns exec " + node(node) + " " + command);
    }

    private void build() {
        add(prefix + "u");
        inside(prefix + "u", "link add br0 type bridge", "link set br0 up");
        for (int node = 1; node <= NODES; node++) {
            add(node(node));
            ip(
                    "link add eth0 mtu 1500 netns %s type veth peer name n%d netns %s"
                            .formatted(node(node), node, prefix + "u"));
            inside(prefix + "u", "link set n%d master br0 up".formatted(node));
            inside(
                    node(node),
                    "link set eth0 up",
                    "address add %s/24 dev eth0".formatted(address(node)),
                    "link add cni0 mtu %d type bridge".formatted(podMtu()),
                    "link set cni0 up",
                    "address add %s/24 dev cni0".formatted(gateway(node)));
            onNode(
                    node,
                    "sysctl -q -w net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1"
                            + " net.ipv4.conf.all.rp_filter=0");
        }
        for (int node = 1; node <= NODES; node++) {
            joinToPeer(node, NODES + 1 - node);
        }
        services(List.of());
    }

    /// A pod of node 1 that serves `cluster.local`, behind the address that CoreDNS has.
    private void startDns() {
        String namespace = addPod(1, "dns", DNS_POD);
        try {
            Path zone = Files.createTempFile("wiregauge-dns", ".zone");
            Files.writeString(zone, "kubernetes.default.svc.cluster.local 10.96.0.1\n");
            List<String> command = new ArrayList<>(enter(namespace));
            command.addAll(
                    AgentProgram.installed()
                            .dns(
                                    List.of(
                                            "--token",
                                            prefix + "dns",
                                            "--address",
                                            DNS_POD,
                                            "--zone",
                                            zone.toString())));
            Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
            dns = Optional.of(started);
            String word = started.inputReader().readLine();
            Files.delete(zone);
            if (!"ready dns".equals(word)) {
                throw new IllegalStateException("the DNS server said " + word);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void joinToPeer(int node, int peer) {
        if (backend == Backend.HOST_GW) {
            routePlainly(node, peer);
            return;
        }
        inside(
                node(node),
                "link add %1$s mtu %2$d address %3$s type vxlan id %4$d local %5$s dev eth0 dstport %6$d nolearning"
                        .formatted(
                                backend.device,
                                podMtu(),
                                mac(node),
                                backend.vni,
                                address(node),
                                backend.port),
                "link set %s up".formatted(backend.device),
                "address add 10.244.%d.0/32 dev %s".formatted(node, backend.device),
                "neigh add 10.244.%d.0 lladdr %s dev %s nud permanent"
                        .formatted(peer, mac(peer), backend.device));
        run(
                "",
                "bridge",
                "-n",
                node(node),
                "fdb",
                "append",
                mac(peer),
                "dev",
                backend.device,
                "dst",
                address(peer));
        routeThroughTunnel(node, peer);
    }

    private void routeThroughTunnel(int node, int peer) {
        inside(
                node(node),
                "route replace 10.244.%1$d.0/24 via 10.244.%1$d.0 dev %2$s onlink"
                        .formatted(peer, backend.device));
    }

    private void routePlainly(int node, int peer) {
        inside(
                node(node),
                "route replace 10.244.%d.0/24 via %s dev eth0".formatted(peer, address(peer)));
    }

    /// This kernel makes no IPIP, so only two of the three can be had.
    @Override
    public void poolMode(String pool, String ipip, String vxlan) {
        for (int node = 1; node <= NODES && backend == Backend.CALICO; node++) {
            if (vxlan.equals("Always")) {
                routeThroughTunnel(node, NODES + 1 - node);
            } else {
                routePlainly(node, NODES + 1 - node);
            }
        }
    }

    @Override
    public Sandbox attach(
            String pod, String node, String nodeAddress, boolean hostNetwork, String pool) {
        int number = Integer.parseInt(node.substring(node.lastIndexOf('-') + 1));
        if (hostNetwork) {
            return new Sandbox(pod, nodeAddress, enter(node(number)));
        }
        int id = lastPod.merge(node, 1, Integer::sum);
        String address = "10.244.%d.%d".formatted(number, id + 1);
        return new Sandbox(pod, address, enter(addPod(number, "veth" + id, address)));
    }

    /// @param link of the pod on its node
    /// @return its namespace, whose programs see the resolv.conf that a kubelet writes
    private String addPod(int node, String link, String address) {
        String namespace = prefix + node + link;
        add(namespace);
        resolver(namespace);
        ip(
                "link add eth0 mtu %1$d netns %2$s type veth peer name %3$s mtu %1$d netns %4$s"
                        .formatted(podMtu(), namespace, link, node(node)));
        inside(node(node), "link set %s master cni0 up".formatted(link));
        inside(node(node), "link set %s type bridge_slave hairpin on".formatted(link));
        inside(
                namespace,
                "link set eth0 up",
                "address add %s/24 dev eth0".formatted(address),
                "route add default via " + gateway(node));
        return namespace;
    }

    private static void resolver(String namespace) {
        try {
            Path folder = Files.createDirectories(PER_NAMESPACE.resolve(namespace));
            Files.writeString(
                    folder.resolve("resolv.conf"),
                    """
                    search default.svc.cluster.local svc.cluster.local cluster.local
                    nameserver 10.96.0.10
                    options ndots:5
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void detach(Sandbox sandbox) {}

    @Override
    public void services(List<Served> services) {
        List<Served> all = new ArrayList<>(services);
        all.add(DNS);
        for (int node = 1; node <= NODES; node++) {
            String rules = ServiceChains.of(all, CLUSTER_CIDR, "10.244.%d.0/24".formatted(node));
            run(rules, "nsenter", "--net=/run/netns/" + node(node), "iptables-restore");
        }
    }

    @Override
    public synchronized void close() {
        dns.ifPresent(Process::destroyForcibly);
        for (String namespace : List.copyOf(namespaces).reversed()) {
            try {
                Files.deleteIfExists(PER_NAMESPACE.resolve(namespace).resolve("resolv.conf"));
                Files.deleteIfExists(PER_NAMESPACE.resolve(namespace));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            try {
                ip("netns delete " + namespace);
            } catch (IllegalStateException e) {
                // was not made
            }
        }
        namespaces.clear();
    }

    private int podMtu() {
        return backend == Backend.HOST_GW ? 1500 : 1450;
    }

    private String node(int number) {
        return prefix + "n" + number;
    }

    private static String address(int node) {
        return "192.168.77.1" + node;
    }

    private static String gateway(int node) {
        return "10.244.%d.1".formatted(node);
    }

    private static String mac(int node) {
        return "0a:00:00:00:00:0" + node;
    }

    private static List<String> enter(String namespace) {
        return List.of("ip", "netns", "exec", namespace);
    }

    private synchronized void add(String namespace) {
        namespaces.add(namespace);
        ip("netns add " + namespace);
        inside(namespace, "link set lo up");
    }

    private static void inside(String namespace, String... lines) {
        run(String.join("\n", lines) + "\n", "ip", "-n", namespace, "-batch", "-");
    }

    private static void ip(String arguments) {
        run("", ("ip " + arguments).split(" ", -1));
    }

    private static void run(String input, String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        String.join(" ", command) + ": " + output + "\n" + input);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
