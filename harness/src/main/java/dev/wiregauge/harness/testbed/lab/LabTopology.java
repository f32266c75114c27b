package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Who stands where, under which address: everything about a lab that follows from its options and
/// the pods wanted, without a look at any machine.
///
/// The addresses are those of the lab's families, see [AddressFamily].
record LabTopology(
        String run,
        LabOptions options,
        List<Node> nodes,
        List<Pool> pools,
        List<Pod> pods,
        List<Service> services) {
    /// Leads to the data port of each backend; another number, so that the translation shows.
    static final int SERVICE_PORT = 80;

    /// In the order of their pools' addresses.
    private static final List<Mode> POD_MODES =
            List.of(
                    Mode.BGP,
                    Mode.IPIP,
                    Mode.VXLAN,
                    Mode.IPIP_CROSS_SUBNET,
                    Mode.VXLAN_CROSS_SUBNET,
                    Mode.BGP_IPV6,
                    Mode.VXLAN_IPV6,
                    Mode.WIREGUARD,
                    Mode.GENEVE);

    /// The first address of a block is its node's tunnel address, the second stays free.
    private static final int FIRST_POD = 2;

    private static final int PODS_PER_BLOCK = 64 - FIRST_POD;
    private static final int GATEWAY_HOST = 254;
    private static final int FIRST_SERVICE_HOST = 10;

    static final String DNS_POD = "coredns";
    private static final int DNS_SERVICE_HOST = 2;
    private static final int DNS_PORT = 53;

    /// kube-apiserver's default range begins with it.
    private static final int FIRST_NODE_PORT = 30_000;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    LabTopology {
        nodes = List.copyOf(nodes);
        pools = List.copyOf(pools);
        pods = List.copyOf(pods);
        services = List.copyOf(services);
    }

    /// @param index counts from 0
    /// @param addresses one of each family of the lab, in the lab's order
    record Node(int index, String name, String namespace, List<NodeAddress> addresses) {
        Node {
            addresses = List.copyOf(addresses);
        }

        /// The first, by which the node is known.
        String address() {
            return addresses.getFirst().address();
        }

        Cidr subnet() {
            return addresses.getFirst().subnet();
        }

        String gateway() {
            return addresses.getFirst().gateway();
        }

        NodeAddress over(AddressFamily family) {
            return addresses.stream()
                    .filter(each -> each.family() == family)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(name + " has no " + family + " address"));
        }

        TestbedNode toTestbedNode() {
            return new TestbedNode(
                    name,
                    address(),
                    LabPlan.UPLINK,
                    subnet().toString(),
                    addresses.stream().skip(1).map(NodeAddress::address).toList());
        }

        /// The node's address (of IPv6 its last four bytes) follows two bytes that tell what the
        /// address belongs to.
        String mac(int kind) {
            byte[] bytes = InetAddress.ofLiteral(address()).getAddress();
            int last = bytes.length - 1;
            return String.format(
                    "02:%02x:%02x:%02x:%02x:%02x",
                    kind, bytes[last - 3], bytes[last - 2], bytes[last - 1], bytes[last]);
        }
    }

    record NodeAddress(AddressFamily family, String address, Cidr subnet) {
        /// Also the address of the underlay's bridge.
        String gateway() {
            return subnet.host(GATEWAY_HOST);
        }
    }

    /// The addresses of one mode's pods, as one IPPool of Calico.
    ///
    /// @param routedAs the mode whose routes lead to it: its own, except in a lab that is wrong on
    ///   purpose
    record Pool(Mode mode, Mode routedAs, AddressFamily family, Cidr cidr) {
        Cidr block(Node node) {
            return cidr.subnet(node.index(), family.blockPrefix());
        }

        /// The same addresses, reached as those of another mode.
        Pool routedAs(Mode other) {
            return new Pool(mode, other, family, cidr);
        }

        String tunnelAddress(Node node) {
            return block(node).host(0);
        }

        /// What is on the wire between these two, as the routes are laid.
        Encapsulation between(Node one, Node other) {
            return routedAs.expected(one.subnet().equals(other.subnet())).orElseThrow();
        }
    }

    record Pod(
            String name,
            String namespace,
            Pool pool,
            Node node,
            String address,
            int mtuBytes,
            String hostInterface) {
        AddressFamily family() {
            return pool.family();
        }
    }

    /// @param address the ClusterIP; empty where it is headless
    /// @param nodePort where it has one
    record Service(
            String name,
            Optional<String> address,
            int port,
            int targetPort,
            Optional<Integer> nodePort,
            Set<ServiceTrait> traits,
            List<Pod> backends) {
        Service {
            backends = List.copyOf(backends);
            traits = Set.copyOf(traits);
        }
    }

    /// @throws EnvironmentException if the lab cannot hold such pods
    static LabTopology of(String run, LabOptions options, TestbedPlan plan) {
        List<Node> nodes = nodes(run, options);
        List<Pool> pools =
                plan.pods().stream()
                        .map(PodRequest::mode)
                        .distinct()
                        .sorted()
                        .map(mode -> pool(mode, options))
                        .toList();
        Map<Cidr, Integer> podsInBlock = new HashMap<>();
        List<Pod> pods = new ArrayList<>();
        for (PodRequest request : plan.pods()) {
            if (request.node() < 0 || request.node() >= nodes.size()) {
                throw new EnvironmentException(
                        "pod "
                                + request.name()
                                + " is wanted on node "
                                + (request.node() + 1)
                                + ", the lab has "
                                + nodes.size());
            }
            Pool pool =
                    pools.stream()
                            .filter(each -> each.mode() == request.mode())
                            .findFirst()
                            .orElseThrow();
            Node node = nodes.get(request.node());
            int place = podsInBlock.merge(pool.block(node), 1, Integer::sum) - 1;
            if (place >= PODS_PER_BLOCK) {
                throw new EnvironmentException(
                        node.name() + " holds " + PODS_PER_BLOCK + " pods of a mode at most");
            }
            pods.add(pod(run, options, request.name(), pool, node, place));
        }
        List<Service> services = new ArrayList<>();
        for (ServiceRequest request : plan.services()) {
            services.add(service(options.families(), request, services.size(), pods));
        }
        if (options.dns()) {
            services.add(dns(run, options, pools, nodes.getLast(), podsInBlock, pods));
        }
        return new LabTopology(run, options, nodes, pools, pods, services);
    }

    /// Adds the pod that serves names, and returns the Service before it.
    private static Service dns(
            String run,
            LabOptions options,
            List<Pool> pools,
            Node node,
            Map<Cidr, Integer> podsInBlock,
            List<Pod> pods) {
        if (pools.isEmpty()) {
            throw new EnvironmentException("a lab with DNS needs pods");
        }
        Pool pool = pools.getFirst();
        int place = podsInBlock.getOrDefault(pool.block(node), 0);
        if (place >= PODS_PER_BLOCK) {
            throw new EnvironmentException(
                    node.name() + " holds " + PODS_PER_BLOCK + " pods of a mode at most");
        }
        Pod pod = pod(run, options, DNS_POD, pool, node, place);
        pods.add(pod);
        return new Service(
                "kube-dns",
                Optional.of(dnsAddress()),
                DNS_PORT,
                DNS_PORT,
                Optional.empty(),
                Set.of(),
                List.of(pod));
    }

    /// Name and addresses of everything that can be looked up, a line each.
    List<String> zone() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "kubernetes.default.svc.cluster.local "
                        + options.families().first().services().host(1));
        for (Service service : services) {
            String namespace = service.name().equals("kube-dns") ? "kube-system" : "default";
            String addresses =
                    service.address()
                            .orElseGet(() ->
                                    String.join(
                                            " ",
                                            service.backends().stream()
                                                    .map(Pod::address)
                                                    .toList()));
            lines.add("%s.%s.svc.cluster.local %s".formatted(service.name(), namespace, addresses));
        }
        lines.add(LabNames.manyLine());
        return lines;
    }

    /// As of a cluster whose first node is its control plane: ports that this would need are
    /// probed.
    ClusterPlan clusterPlan() {
        List<ClusterPlan.Network> networks = new ArrayList<>();
        for (AddressFamily family : options.families().all()) {
            networks.add(
                    new ClusterPlan.Network(
                            ClusterPlan.Role.SERVICES,
                            "the lab's Services",
                            family.services().toString()));
        }
        pools.forEach(pool ->
                networks.add(
                        new ClusterPlan.Network(
                                ClusterPlan.Role.POOL,
                                "the lab's pool " + pool.mode().id(),
                                pool.cidr().toString())));
        List<ClusterPlan.NodePlan> planned =
                nodes.stream()
                        .map(node ->
                                new ClusterPlan.NodePlan(
                                        node.name(),
                                        node.address(),
                                        List.of(),
                                        "",
                                        "",
                                        "",
                                        Optional.of(node.index() == 0)))
                        .toList();
        return new ClusterPlan(
                networks, planned, Optional.empty(), "", List.of(), true, true, List.of());
    }

    /// The ClusterIP of `kube-dns`, which the lab has over IPv4.
    static String dnsAddress() {
        return AddressFamily.IPV4.services().host(DNS_SERVICE_HOST);
    }

    private static Service service(
            Families families, ServiceRequest request, int index, List<Pod> pods) {
        List<Pod> backends = request.backends().stream().map(name -> find(pods, name)).toList();
        AddressFamily family =
                backends.stream().map(Pod::family).findFirst().orElse(families.first());
        boolean headless = request.traits().contains(ServiceTrait.HEADLESS);
        boolean nodePort = request.traits().contains(ServiceTrait.NODE_PORT);
        if (request.traits().contains(ServiceTrait.LOAD_BALANCER)) {
            throw new EnvironmentException(
                    "a lab has no load balancer, so path pod-loadbalancer needs --testbed kubernetes");
        }
        return new Service(
                request.name(),
                headless
                        ? Optional.empty()
                        : Optional.of(family.services().host(FIRST_SERVICE_HOST + index)),
                headless ? Testbed.DATA_PORT : SERVICE_PORT,
                Testbed.DATA_PORT,
                nodePort ? Optional.of(FIRST_NODE_PORT + index) : Optional.empty(),
                request.traits(),
                backends);
    }

    static List<Node> nodes(String run, LabOptions options) {
        List<Node> nodes = new ArrayList<>();
        for (int index = 0; index < options.nodes(); index++) {
            int segment =
                    switch (options.underlay()) {
                        case L2 -> 0;
                        case L3 -> index * 2 < options.nodes() ? 0 : 1;
                    };
            int host = index + 1;
            List<NodeAddress> addresses =
                    options.families().all().stream()
                            .map(family -> {
                                Cidr subnet = family.underlay(segment);
                                return new NodeAddress(family, subnet.host(host), subnet);
                            })
                            .toList();
            String name = "node" + host;
            nodes.add(new Node(index, name, namespace(run, name), addresses));
        }
        return nodes;
    }

    static String namespace(String run, String member) {
        return "wg-" + run + "-" + member;
    }

    String underlayNamespace() {
        return namespace(run, "underlay");
    }

    private static Pool pool(Mode mode, LabOptions options) {
        if (!POD_MODES.contains(mode)) {
            throw new EnvironmentException(
                    "the lab has no pods of mode "
                            + mode.id()
                            + ", allowed: "
                            + POD_MODES.stream().map(Mode::id).toList());
        }
        options.families()
                .refusal(mode)
                .ifPresent(reason -> {
                    throw new EnvironmentException(reason);
                });
        AddressFamily family = options.families().of(mode);
        return new Pool(
                mode,
                options.misrouted().getOrDefault(mode, mode),
                family,
                family.pool(1 + POD_MODES.indexOf(mode)));
    }

    private static Pod pod(
            String run, LabOptions options, String name, Pool pool, Node node, int place) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "pod name is "
                            + name
                            + ", allowed: up to 40 lower case letters, digits and inner hyphens");
        }
        return new Pod(
                name,
                namespace(run, name),
                pool,
                node,
                pool.block(node).host(FIRST_POD + place),
                options.mtuBytes()
                        - pool.family().overheadBytes(pool.mode().expected(false).orElseThrow()),
                hostInterface(name));
    }

    /// Calico's name for a pod's interface on its node: `cali` and the first 11 digits of a SHA-1
    /// over namespace and name.
    private static String hostInterface(String pod) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest(("default." + pod).getBytes(StandardCharsets.UTF_8));
            return "cali" + HexFormat.of().formatHex(digest).substring(0, 11);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    private static Pod find(List<Pod> pods, String name) {
        return pods.stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no pod is called " + name));
    }

    Pod pod(String name) {
        return find(pods, name);
    }

    boolean routes(Encapsulation encapsulation) {
        return options.families().all().stream().anyMatch(each -> routes(encapsulation, each));
    }

    boolean routes(Encapsulation encapsulation, AddressFamily family) {
        return carrier(encapsulation, family).isPresent();
    }

    /// The pool whose blocks lend a tunnel device its addresses: the first that uses it.
    Optional<Pool> carrier(Encapsulation encapsulation, AddressFamily family) {
        return pools(family).stream()
                .filter(pool -> pool.routedAs().expected(false).orElseThrow() == encapsulation)
                .findFirst();
    }

    List<Pool> pools(AddressFamily family) {
        return pools.stream().filter(pool -> pool.family() == family).toList();
    }

    /// The families that pods have.
    List<AddressFamily> podFamilies() {
        return options.families().all().stream()
                .filter(family -> !pools(family).isEmpty())
                .toList();
    }
}
