package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    static final String DNS_POD = "coredns";
    private static final int DNS_SERVICE_HOST = 2;
    private static final int GATEWAY_HOST = 254;

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

    /// @throws dev.wiregauge.harness.testbed.EnvironmentException if the lab cannot hold such pods
    static LabTopology of(String run, LabOptions options, TestbedPlan plan) {
        return new TopologyPlanner(run, options).plan(plan);
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

    static String namespace(String run, String member) {
        return "wg-" + run + "-" + member;
    }

    String underlayNamespace() {
        return namespace(run, "underlay");
    }

    Pod pod(String name) {
        return find(pods, name);
    }

    static Pod find(List<Pod> pods, String name) {
        return pods.stream()
                .filter(pod -> pod.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no pod is called " + name));
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
