package dev.wiregauge.harness.testbed.lab;

import static dev.wiregauge.harness.testbed.lab.FaultSteps.ip;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.second;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.underlayDrop;

import dev.wiregauge.harness.testbed.lab.LabFault.Place;
import dev.wiregauge.scenario.Encapsulation;

import java.util.List;

/// Faults of the network between the nodes.
final class WireFaults {
    private static final String SLOW_RATE = "20mbit";

    static final List<LabFault> ALL =
            List.of(
                    new LabFault(
                            "protocol-4-blocked",
                            "F11",
                            "the underlay drops IP protocol 4",
                            Place.EVERYWHERE,
                            topology -> {
                                FaultSteps.of(topology, Encapsulation.IPIP, "protocol-4-blocked");
                                return List.of(
                                        underlayDrop(
                                                topology,
                                                "protocol-4-blocked",
                                                topology.nodes(),
                                                "ip protocol 4"));
                            }),
                    new LabFault(
                            "vxlan-port-blocked",
                            "F12",
                            "the underlay drops UDP 4789 from node2",
                            Place.FROM_SECOND_NODE,
                            topology -> {
                                FaultSteps.of(topology, Encapsulation.VXLAN, "vxlan-port-blocked");
                                return List.of(
                                        underlayDrop(
                                                topology,
                                                "vxlan-port-blocked",
                                                List.of(second(topology)),
                                                "udp dport " + TunnelLines.VXLAN_PORT));
                            }),
                    new LabFault(
                            "source-check",
                            "F14",
                            "the underlay drops packets whose source is no node, as clouds do",
                            Place.EVERYWHERE,
                            topology -> {
                                FaultSteps.of(topology, Encapsulation.NONE, "source-check");
                                return List.of(
                                        underlayDrop(
                                                topology,
                                                "source-check",
                                                topology.nodes(),
                                                "ip saddr " + FaultSteps.pools(topology)));
                            }),
                    new LabFault(
                            "fragments-dropped",
                            "F10",
                            "the underlay drops fragments",
                            Place.EVERYWHERE,
                            topology ->
                                    List.of(
                                            underlayDrop(
                                                    topology,
                                                    "fragments-dropped",
                                                    topology.nodes(),
                                                    "ip frag-off & 0x3fff != 0"))),
                    new LabFault(
                            "bgp-port-blocked",
                            "F23",
                            "the underlay drops TCP 179",
                            Place.EVERYWHERE,
                            topology -> {
                                FaultSteps.of(topology, Encapsulation.NONE, "bgp-port-blocked");
                                return List.of(
                                        underlayDrop(
                                                topology,
                                                "bgp-port-blocked",
                                                topology.nodes(),
                                                "meta l4proto tcp th dport 179"));
                            }),
                    new LabFault(
                            "random-loss",
                            "F54",
                            "the underlay loses one packet in a hundred of those from node2",
                            Place.FROM_SECOND_NODE,
                            topology ->
                                    List.of(
                                            underlayDrop(
                                                    topology,
                                                    "random-loss",
                                                    List.of(second(topology)),
                                                    "numgen random mod 1000 < 10"))),
                    new LabFault(
                            "random-loss-both-ways",
                            "F54",
                            "the underlay loses one packet in a hundred of those from any node",
                            Place.EVERYWHERE,
                            topology ->
                                    List.of(
                                            underlayDrop(
                                                    topology,
                                                    "random-loss-both-ways",
                                                    topology.nodes(),
                                                    "numgen random mod 1000 < 10"))),
                    new LabFault(
                            "rate-limit",
                            "F55",
                            "node2 sends through a token bucket of " + SLOW_RATE,
                            Place.FROM_SECOND_NODE,
                            WireFaults::rateLimit),
                    new LabFault(
                            "uplink-down",
                            "F56",
                            "node2's uplink has no carrier",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            ip(
                                                    topology.underlayNamespace(),
                                                    "link set "
                                                            + LabPlan.underlayPort(second(topology))
                                                            + " down",
                                                    "link set "
                                                            + LabPlan.underlayPort(second(topology))
                                                            + " up"))));

    private WireFaults() {}

    private static List<Step> rateLimit(LabTopology topology) {
        String namespace = second(topology).namespace();
        return List.of(
                Step.of(
                        Command.tc(
                                namespace,
                                List.of(
                                        "qdisc replace dev %s root tbf rate %s burst 64kb latency 50ms"
                                                .formatted(LabPlan.UPLINK, SLOW_RATE))),
                        Command.tc(
                                namespace, List.of("qdisc del dev " + LabPlan.UPLINK + " root"))));
    }
}
