package dev.wiregauge.harness.testbed.lab;

import static dev.wiregauge.harness.testbed.lab.FaultSteps.first;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.ip;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.second;

import dev.wiregauge.harness.testbed.lab.LabFault.Place;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;

/// Faults of what a dataplane believes about its nodes: which interface and address they are
/// reached by, what subnet they stand in, who owns a block.
final class AddressFaults {
    /// As the NAT network that Vagrant gives every machine: of the node's own, and leading nowhere.
    private static final String OTHER_SUBNET = "198.18.14.";

    private static final String OTHER_NIC = "eth1";

    /// Pods stay above 1280 bytes: below, the kernel forgets a link's IPv6 settings for good.
    private static final int SMALL_NIC_MTU_BYTES = 1400;

    static final List<LabFault> ALL =
            List.of(
                    new LabFault(
                            "unrelated-small-nic",
                            "F07",
                            "node2's pods have the MTU that a small second NIC allows",
                            Place.SECOND_NODE,
                            AddressFaults::smallNic),
                    new LabFault(
                            "node-address-of-second-nic",
                            "F21",
                            "node1 sends VXLAN for node2 to the address of node2's second NIC",
                            Place.SECOND_NODE,
                            AddressFaults::wrongAddress),
                    new LabFault(
                            "cross-subnet-prefix",
                            "F22",
                            "node1 takes node2 for a node of another subnet and tunnels to it",
                            Place.FIRST_NODE,
                            AddressFaults::wrongPrefix),
                    new LabFault(
                            "borrowed-block",
                            "F25",
                            "node1 holds the block that node2's pods have their addresses from",
                            Place.FIRST_NODE,
                            AddressFaults::borrowed),
                    new LabFault(
                            "two-route-owners",
                            "F27",
                            "Felix and BIRD both lay node1's route to node2's block",
                            Place.FIRST_NODE,
                            AddressFaults::twoOwners));

    private AddressFaults() {}

    private static List<Step> secondNic(LabTopology topology, int mtuBytes) {
        Node node = second(topology);
        return List.of(
                ip(
                        node.namespace(),
                        "link add %1$s mtu %2$d type veth peer name other-nic mtu %2$d netns %3$s"
                                .formatted(OTHER_NIC, mtuBytes, topology.underlayNamespace()),
                        "link del " + OTHER_NIC),
                Step.of(
                        Command.ip(
                                node.namespace(),
                                List.of(
                                        "addr add " + otherAddress() + "/24 dev " + OTHER_NIC,
                                        "link set " + OTHER_NIC + " up"))));
    }

    private static String otherAddress() {
        return OTHER_SUBNET + "15";
    }

    private static List<Step> smallNic(LabTopology topology) {
        int lessBytes = topology.options().mtuBytes() - SMALL_NIC_MTU_BYTES;
        List<Step> steps = new ArrayList<>(secondNic(topology, SMALL_NIC_MTU_BYTES));
        FaultSteps.podsOn(topology, second(topology))
                .forEach(pod -> steps.addAll(MtuFaults.podMtu(pod, pod.mtuBytes() - lessBytes)));
        return steps;
    }

    private static List<Step> wrongAddress(LabTopology topology) {
        FaultSteps.of(topology, Encapsulation.VXLAN, "node-address-of-second-nic");
        Node node = second(topology);
        String entry =
                "fdb replace "
                        + node.mac(TunnelLines.VTEP_MAC)
                        + " dev "
                        + TunnelLines.VXLAN_DEVICE
                        + " dst %s self permanent";
        List<Step> steps = new ArrayList<>(secondNic(topology, topology.options().mtuBytes()));
        steps.add(
                Step.of(
                        Command.bridge(
                                first(topology).namespace(),
                                List.of(entry.formatted(otherAddress()))),
                        Command.bridge(
                                first(topology).namespace(),
                                List.of(entry.formatted(node.address())))));
        return steps;
    }

    /// A node whose own address was recorded as /32 finds no other node in its subnet.
    private static List<Step> wrongPrefix(LabTopology topology) {
        Node node = first(topology);
        Node other = second(topology);
        Pool pool =
                topology.pools().stream()
                        .filter(each -> each.mode() == Mode.VXLAN_CROSS_SUBNET)
                        .filter(each -> each.between(node, other) == Encapsulation.NONE)
                        .findFirst()
                        .orElseThrow(() ->
                                FaultSteps.lacks(
                                        "cross-subnet-prefix",
                                        "a pool of mode vxlan-cross-subnet and two nodes in one"
                                                + " subnet"));
        Pool tunnelled = pool.routedAs(Mode.VXLAN);
        return List.of(
                ip(
                        node.namespace(),
                        "route replace " + TunnelLines.route(topology, tunnelled, node, other),
                        "route replace " + TunnelLines.route(topology, pool, node, other)));
    }

    private static List<Step> borrowed(LabTopology topology) {
        Pool pool = topology.pools().getFirst();
        Node node = first(topology);
        return List.of(
                ip(
                        node.namespace(),
                        "route replace blackhole " + pool.block(second(topology)) + " proto 80",
                        "route replace "
                                + TunnelLines.route(topology, pool, node, second(topology))));
    }

    private static List<Step> twoOwners(LabTopology topology) {
        Pool pool = FaultSteps.tunnelled(topology, "two-route-owners");
        Node node = first(topology);
        String route =
                "%s via %s proto bird metric 1024"
                        .formatted(
                                pool.block(second(topology)),
                                TunnelLines.plainGateway(node, second(topology), pool.family()));
        return List.of(ip(node.namespace(), "route add " + route, "route del " + route));
    }
}
