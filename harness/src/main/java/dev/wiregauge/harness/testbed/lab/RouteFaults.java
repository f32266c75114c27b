package dev.wiregauge.harness.testbed.lab;

import static dev.wiregauge.harness.testbed.lab.FaultSteps.first;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.ip;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.second;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.tunnelled;

import dev.wiregauge.harness.testbed.lab.LabFault.Place;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.util.List;

/// Faults of routes, neighbours and addresses.
final class RouteFaults {
    /// Belongs to no VTEP of a lab.
    private static final String STALE_MAC = "02:66:00:00:00:99";

    static final List<LabFault> ALL =
            List.of(
                    new LabFault(
                            "route-missing",
                            "F28",
                            "node1 has lost its route to node2's block of the first pool",
                            Place.FIRST_NODE,
                            RouteFaults::missing),
                    new LabFault(
                            "wrong-route-device",
                            "F26",
                            "node1's route to node2's block of the first pool ends at the uplink",
                            Place.FIRST_NODE,
                            RouteFaults::wrongDevice),
                    new LabFault(
                            "asymmetric-encapsulation",
                            "F26",
                            "node2 answers a tunnelled pool without encapsulation",
                            Place.FROM_SECOND_NODE,
                            topology ->
                                    List.of(
                                            plain(
                                                    topology,
                                                    tunnelled(
                                                            topology,
                                                            "asymmetric-encapsulation")))),
                    new LabFault(
                            "block-on-two-nodes",
                            "F24",
                            "node1 spreads node2's block of the first pool over two next hops, one dead",
                            Place.FIRST_NODE,
                            RouteFaults::twoNextHops),
                    new LabFault(
                            "vtep-mac-mismatch",
                            "F29",
                            "node1 holds a stale MAC address of node2's VTEP",
                            Place.FIRST_NODE,
                            RouteFaults::vtepMac),
                    new LabFault(
                            "vtep-address-stale",
                            "F53",
                            "node1 sends VXLAN for node2 to an address that node2 no longer has",
                            Place.FIRST_NODE,
                            RouteFaults::vtepAddress),
                    new LabFault(
                            "duplicate-pod-ip",
                            "F30",
                            "a pod on node2 has the address of a pod on node1 as well",
                            Place.SECOND_NODE,
                            RouteFaults::duplicatePodIp),
                    new LabFault(
                            "duplicate-node-mac",
                            "F57",
                            "node2's uplink has node1's MAC address",
                            Place.EVERYWHERE,
                            RouteFaults::duplicateMac));

    private RouteFaults() {}

    private static Pool firstPool(LabTopology topology) {
        return topology.pools().getFirst();
    }

    private static String healthy(LabTopology topology, Pool pool, Node from, Node to) {
        return "route replace " + TunnelLines.route(topology, pool, from, to);
    }

    private static List<Step> missing(LabTopology topology) {
        Pool pool = firstPool(topology);
        return List.of(
                ip(
                        first(topology).namespace(),
                        "route del " + pool.block(second(topology)),
                        healthy(topology, pool, first(topology), second(topology))));
    }

    private static List<Step> wrongDevice(LabTopology topology) {
        Pool pool = firstPool(topology);
        return List.of(
                ip(
                        first(topology).namespace(),
                        "route replace %s dev %s scope link proto 80"
                                .formatted(pool.block(second(topology)), LabPlan.UPLINK),
                        healthy(topology, pool, first(topology), second(topology))));
    }

    /// Node2 sends to node1's block of this pool by a plain route.
    static Step plain(LabTopology topology, Pool pool) {
        Pool unencapsulated = pool.routedAs(Mode.BGP);
        return ip(
                second(topology).namespace(),
                healthy(topology, unencapsulated, second(topology), first(topology)),
                healthy(topology, pool, second(topology), first(topology)));
    }

    private static List<Step> twoNextHops(LabTopology topology) {
        Pool pool = firstPool(topology);
        Node node = first(topology);
        String dead = node.subnet().host(250);
        return List.of(
                ip(
                        node.namespace(),
                        "route replace %s proto bird nexthop via %s nexthop via %s"
                                .formatted(
                                        pool.block(second(topology)),
                                        node.subnet().equals(second(topology).subnet())
                                                ? second(topology).address()
                                                : node.gateway(),
                                        dead),
                        healthy(topology, pool, node, second(topology))));
    }

    private static List<Step> vtepMac(LabTopology topology) {
        Pool pool = FaultSteps.of(topology, Encapsulation.VXLAN, "vtep-mac-mismatch");
        Node other = second(topology);
        String namespace = first(topology).namespace();
        String entry =
                "neigh replace "
                        + pool.tunnelAddress(other)
                        + " lladdr %s dev "
                        + TunnelLines.VXLAN_DEVICE
                        + " nud permanent";
        String forwarding =
                "fdb %s "
                        + STALE_MAC
                        + " dev "
                        + TunnelLines.VXLAN_DEVICE
                        + " dst "
                        + other.address()
                        + " self permanent";
        return List.of(
                ip(
                        namespace,
                        entry.formatted(STALE_MAC),
                        entry.formatted(other.mac(TunnelLines.VTEP_MAC))),
                Step.of(
                        Command.bridge(namespace, List.of(forwarding.formatted("replace"))),
                        Command.bridge(namespace, List.of(forwarding.formatted("del")))));
    }

    private static List<Step> vtepAddress(LabTopology topology) {
        FaultSteps.of(topology, Encapsulation.VXLAN, "vtep-address-stale");
        Node other = second(topology);
        String namespace = first(topology).namespace();
        String entry =
                "fdb replace "
                        + other.mac(TunnelLines.VTEP_MAC)
                        + " dev "
                        + TunnelLines.VXLAN_DEVICE
                        + " dst %s self permanent";
        return List.of(
                Step.of(
                        Command.bridge(
                                namespace, List.of(entry.formatted(other.subnet().host(250)))),
                        Command.bridge(namespace, List.of(entry.formatted(other.address())))));
    }

    private static List<Step> duplicatePodIp(LabTopology topology) {
        Pool pool = firstPool(topology);
        Pod original = podOf(topology, pool, first(topology));
        Pod impostor = podOf(topology, pool, second(topology));
        String address = original.address();
        return List.of(
                ip(
                        impostor.namespace(),
                        "addr add " + address + "/32 dev " + LabPlan.UPLINK,
                        "addr del " + address + "/32 dev " + LabPlan.UPLINK),
                ip(
                        impostor.node().namespace(),
                        "route add "
                                + address
                                + " dev "
                                + impostor.hostInterface()
                                + " scope link proto 80",
                        "route del " + address + " dev " + impostor.hostInterface()));
    }

    private static Pod podOf(LabTopology topology, Pool pool, Node node) {
        return topology.pods().stream()
                .filter(pod -> pod.pool().equals(pool) && pod.node().equals(node))
                .findFirst()
                .orElseThrow(() ->
                        FaultSteps.lacks(
                                "duplicate-pod-ip", "pods of its first pool on both nodes"));
    }

    private static List<Step> duplicateMac(LabTopology topology) {
        String set = "link set " + LabPlan.UPLINK + " address ";
        return List.of(
                ip(
                        second(topology).namespace(),
                        set + first(topology).mac(TunnelLines.NODE_MAC),
                        set + second(topology).mac(TunnelLines.NODE_MAC)));
    }
}
