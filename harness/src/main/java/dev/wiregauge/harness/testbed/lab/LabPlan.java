package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.NodeAddress;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.harness.testbed.lab.Step.Stage;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every command that builds a lab, in order; nothing here runs one.
///
/// All that the commands make lies inside the namespaces of the first stage, so that removing those
/// removes it. Nothing touches the network of the machine itself: the underlay's bridge has a
/// namespace of its own.
///
/// @param creations what the journal must claim beforehand
record LabPlan(List<Creation> creations, List<Stage> stages) {
    /// The interface of every node that faces the underlay, and of every pod.
    static final String UPLINK = "eth0";

    /// The address that every pod of Calico has as its gateway; the node answers ARP for it.
    private static final String POD_GATEWAY = "169.254.1.1";

    private static final String POD_HOST_MAC = "ee:ee:ee:ee:ee:ee";

    /// An IPv4 lab is silent otherwise: no router solicitations, no multicast listeners.
    private static final List<String> NO_IPV6 =
            List.of("net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1");

    /// Addresses are given, not found: no router is asked, and nobody waits for the answer of a
    /// neighbour that has the same.
    private static final List<String> STATIC_IPV6 =
            List.of(
                    "net.ipv6.conf.all.accept_ra=0",
                    "net.ipv6.conf.default.accept_ra=0",
                    "net.ipv6.conf.all.accept_dad=0",
                    "net.ipv6.conf.default.accept_dad=0");

    /// What every pod of Calico has as its gateway over IPv6: the link-local address that follows
    /// from [#POD_HOST_MAC].
    private static final String POD_GATEWAY_6 = "fe80::ecee:eeff:feee:eeee";

    LabPlan {
        creations = List.copyOf(creations);
        stages = List.copyOf(stages);
    }

    static LabPlan of(LabTopology topology, Tunl0 tunl0) {
        List<String> namespaces = namespaces(topology);
        List<Stage> stages =
                List.of(
                        new Stage(
                                "making namespaces",
                                List.of(
                                        Step.of(
                                                Command.ip(
                                                        namespaces.stream()
                                                                .map(name -> "netns add " + name)
                                                                .toList())))),
                        new Stage("joining the nodes", joinNodes(topology)),
                        new Stage("building the nodes", buildNodes(topology, tunl0)),
                        new Stage("attaching the pods", attachPods(topology)));
        return new LabPlan(
                namespaces.stream().<Creation>map(Creation.NetworkNamespace::new).toList(), stages);
    }

    private static List<String> namespaces(LabTopology topology) {
        return Stream.concat(
                        Stream.concat(
                                Stream.of(topology.underlayNamespace()),
                                topology.nodes().stream().map(Node::namespace)),
                        topology.pods().stream().map(Pod::namespace))
                .toList();
    }

    private static List<Step> joinNodes(LabTopology topology) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(Command.ip(topology.underlayNamespace(), underlay(topology))));
        Families families = topology.options().families();
        List<String> forwarding = families.all().stream().map(LabPlan::forwarding).toList();
        List<String> underlay = new ArrayList<>(quiet(families));
        if (topology.options().underlay() == LabOptions.Underlay.L3) {
            underlay.addAll(forwarding);
        }
        steps.add(Step.of(Command.sysctl(topology.underlayNamespace(), underlay)));
        List<String> node = new ArrayList<>(quiet(families));
        node.addAll(forwarding);
        topology.nodes()
                .forEach(each -> steps.add(Step.of(Command.sysctl(each.namespace(), node))));
        return steps;
    }

    private static List<String> quiet(Families families) {
        return families.have(AddressFamily.IPV6) ? STATIC_IPV6 : NO_IPV6;
    }

    private static String forwarding(AddressFamily family) {
        return switch (family) {
            case IPV4 -> "net.ipv4.ip_forward=1";
            case IPV6 -> "net.ipv6.conf.all.forwarding=1";
        };
    }

    /// One bridge for each subnet; its address is the nodes' gateway, and routes where there are
    /// two.
    private static List<String> underlay(LabTopology topology) {
        int mtu = topology.options().mtuBytes();
        List<String> lines = new ArrayList<>(List.of("link set lo up"));
        List<Cidr> subnets = topology.nodes().stream().map(Node::subnet).distinct().toList();
        for (Cidr subnet : subnets) {
            String bridge = "br" + subnets.indexOf(subnet);
            lines.add("link add " + bridge + " mtu " + mtu + " type bridge");
            lines.add("link set " + bridge + " addrgenmode none up");
        }
        for (Node node : topology.nodes()) {
            String port = underlayPort(node);
            lines.add(
                    "link add %s mtu %d type veth peer name %s mtu %d address %s netns %s"
                            .formatted(
                                    port,
                                    mtu,
                                    UPLINK,
                                    mtu,
                                    node.mac(TunnelLines.NODE_MAC),
                                    node.namespace()));
            lines.add(
                    "link set %s addrgenmode none master br%d up"
                            .formatted(port, subnets.indexOf(node.subnet())));
        }
        for (Cidr subnet : subnets) {
            Node first =
                    topology.nodes().stream()
                            .filter(node -> node.subnet().equals(subnet))
                            .findFirst()
                            .orElseThrow();
            for (NodeAddress each : first.addresses()) {
                lines.add(
                        "addr add %s/%d dev br%d%s"
                                .formatted(
                                        each.gateway(),
                                        each.subnet().prefixLength(),
                                        subnets.indexOf(subnet),
                                        each.family().atOnce()));
            }
        }
        if (subnets.size() > 1) {
            lines.addAll(TunnelLines.routerRoutes(topology));
        }
        return lines;
    }

    /// The underlay's end of a node's uplink.
    static String underlayPort(Node node) {
        return "to-" + node.name();
    }

    /// The underlay's bridge that a node hangs at.
    static String underlayBridge(LabTopology topology, Node node) {
        List<Cidr> subnets = topology.nodes().stream().map(Node::subnet).distinct().toList();
        return "br" + subnets.indexOf(node.subnet());
    }

    private static List<Step> buildNodes(LabTopology topology, Tunl0 tunl0) {
        List<Step> steps = new ArrayList<>();
        for (Node node : topology.nodes()) {
            List<String> lines = new ArrayList<>();
            lines.add("link set lo up");
            for (NodeAddress each : node.addresses()) {
                lines.add(
                        "addr add %s/%d dev %s%s"
                                .formatted(
                                        each.address(),
                                        each.subnet().prefixLength(),
                                        UPLINK,
                                        each.family().atOnce()));
            }
            lines.add("link set " + UPLINK + " up");
            // proxy ARP answers for 169.254.1.1 only if the node itself has a route to it by
            // another interface than the pod's
            node.addresses().forEach(each -> lines.add("route add default via " + each.gateway()));
            lines.addAll(TunnelLines.devices(topology, node, tunl0));
            for (Pod pod : podsOn(topology, node)) {
                lines.addAll(podLink(pod));
            }
            lines.addAll(TunnelLines.routes(topology, node, tunl0));
            steps.add(Step.of(Command.ip(node.namespace(), lines)));
        }
        return steps;
    }

    private static List<Pod> podsOn(LabTopology topology, Node node) {
        return topology.pods().stream().filter(pod -> pod.node().equals(node)).toList();
    }

    private static List<String> podLink(Pod pod) {
        String host = pod.hostInterface();
        List<String> lines = new ArrayList<>();
        lines.add(
                "link add %s mtu %d address %s type veth peer name %s mtu %d netns %s"
                        .formatted(
                                host,
                                pod.mtuBytes(),
                                POD_HOST_MAC,
                                UPLINK,
                                pod.mtuBytes(),
                                pod.namespace()));
        if (pod.family() == AddressFamily.IPV6) {
            lines.add("link set " + host + " addrgenmode none");
            lines.add("addr add " + POD_GATEWAY_6 + "/64 dev " + host + " nodad");
        }
        lines.add("link set " + host + " up");
        lines.add("route add " + pod.address() + " dev " + host + " scope link proto 80");
        return lines;
    }

    /// Address and default route of a pod; the address of its gateway is the same for every pod.
    private static List<String> podAddresses(Pod pod) {
        AddressFamily family = pod.family();
        List<String> lines = new ArrayList<>();
        lines.add("link set lo up");
        lines.add("link set " + UPLINK + " addrgenmode none up");
        String address =
                "addr add "
                        + pod.address()
                        + family.hostSuffix()
                        + " dev "
                        + UPLINK
                        + family.atOnce();
        switch (family) {
            case IPV4 -> {
                lines.add(address);
                lines.add("route add " + POD_GATEWAY + " dev " + UPLINK + " scope link");
                lines.add("route add default via " + POD_GATEWAY);
            }
            case IPV6 -> {
                lines.add("addr add fe80::1/64 dev " + UPLINK + " nodad");
                lines.add(address);
                lines.add("route add default via " + POD_GATEWAY_6 + " dev " + UPLINK);
            }
        }
        return lines;
    }

    /// Without the delay of 0 the first packets of a pod wait up to 0.8 s for the answer.
    private static List<String> proxyArp(Pod pod) {
        return List.of(
                "net.ipv4.conf." + pod.hostInterface() + ".proxy_arp=1",
                "net.ipv4.neigh." + pod.hostInterface() + ".proxy_delay=0");
    }

    private static List<Step> attachPods(LabTopology topology) {
        List<Step> steps = new ArrayList<>();
        for (Pod pod : topology.pods()) {
            steps.add(Step.of(Command.ip(pod.namespace(), podAddresses(pod))));
        }
        for (Node node : topology.nodes()) {
            // IPv6 needs none: the gateway has its address
            List<String> proxyArp =
                    podsOn(topology, node).stream()
                            .filter(pod -> pod.family() == AddressFamily.IPV4)
                            .flatMap(pod -> proxyArp(pod).stream())
                            .toList();
            if (!proxyArp.isEmpty()) {
                steps.add(Step.of(Command.sysctl(node.namespace(), proxyArp)));
            }
            if (topology.routes(Encapsulation.WIREGUARD)) {
                steps.add(Step.of(WireguardLines.configure(topology, node)));
            }
            List<String> forwarding = TunnelLines.vtepForwarding(topology, node);
            if (!forwarding.isEmpty()) {
                steps.add(Step.of(Command.bridge(node.namespace(), forwarding)));
            }
            steps.add(Step.of(Command.nft(node.namespace(), NodeRules.natOutgoing(topology))));
            if (!topology.services().isEmpty()) {
                steps.add(
                        Step.of(
                                KubeProxy.of(topology.options().proxy())
                                        .install(topology, node, ServiceModel.healthy(topology))));
            }
        }
        return steps;
    }

    /// The plan as a person would type it.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Stage stage : stages) {
            lines.add("# " + stage.title());
            stage.steps().forEach(step -> lines.add(step.command().toString()));
        }
        return lines;
    }
}
