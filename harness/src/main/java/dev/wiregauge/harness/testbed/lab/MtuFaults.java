package dev.wiregauge.harness.testbed.lab;

import static dev.wiregauge.harness.testbed.lab.FaultSteps.ip;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.second;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.table;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.tunnelled;

import dev.wiregauge.harness.testbed.lab.LabFault.Place;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;

/// Faults of packet sizes.
final class MtuFaults {
    /// By how much an underlay falls short where it does: cloud networks of 1400 are common.
    private static final int SHORTFALL_BYTES = 100;

    /// What VXLAN adds, the usual overlay of clouds and virtual machines.
    private static final int NESTED_BYTES = 50;

    private static final int ETHERNET_HEADER_BYTES = 14;

    static final List<LabFault> ALL =
            List.of(
                    new LabFault(
                            "pod-mtu-too-large",
                            "F01",
                            "pods of tunnelled pools have the underlay's MTU",
                            Place.EVERYWHERE,
                            MtuFaults::podMtuTooLarge),
                    new LabFault(
                            "pmtud-black-hole",
                            "F02",
                            "pods have the underlay's MTU, and nodes send no frag-needed",
                            Place.EVERYWHERE,
                            MtuFaults::blackHole),
                    new LabFault(
                            "l2-mtu-mismatch",
                            "F03",
                            "the switch port towards node2 takes 100 bytes less and says nothing",
                            Place.FROM_FIRST_NODE,
                            MtuFaults::switchPort),
                    new LabFault(
                            "hidden-outer-fragmentation",
                            "F04",
                            "uplinks take 100 bytes less than the VXLAN device was made for",
                            Place.EVERYWHERE,
                            MtuFaults::outerFragmentation),
                    new LabFault(
                            "stale-pod-mtu",
                            "F05",
                            "pods on node2 keep a smaller MTU of earlier days",
                            Place.SECOND_NODE,
                            MtuFaults::stalePodMtu),
                    new LabFault(
                            "tunnel-mtu-too-large",
                            "F06",
                            "tunl0 has the underlay's MTU",
                            Place.EVERYWHERE,
                            MtuFaults::tunnelMtu),
                    new LabFault(
                            "nested-overlay",
                            "F09",
                            "the nodes' network is an overlay of its own and takes 50 bytes less than their NICs",
                            Place.EVERYWHERE,
                            MtuFaults::nestedOverlay));

    private MtuFaults() {}

    private static List<Step> podMtuTooLarge(LabTopology topology) {
        tunnelled(topology, "pod-mtu-too-large");
        int underlay = topology.options().mtuBytes();
        return topology.pods().stream()
                .filter(pod -> pod.mtuBytes() < underlay)
                .flatMap(pod -> podMtu(pod, underlay).stream())
                .toList();
    }

    static List<Step> podMtu(Pod pod, int bytes) {
        return List.of(
                linkMtu(pod.node().namespace(), pod.hostInterface(), bytes, pod.mtuBytes()),
                linkMtu(pod.namespace(), LabPlan.UPLINK, bytes, pod.mtuBytes()));
    }

    private static Step linkMtu(String namespace, String link, int bytes, int healthyBytes) {
        return ip(
                namespace,
                "link set " + link + " mtu " + bytes,
                "link set " + link + " mtu " + healthyBytes);
    }

    private static List<Step> blackHole(LabTopology topology) {
        List<Step> steps = new ArrayList<>(podMtuTooLarge(topology));
        for (Node node : topology.nodes()) {
            steps.add(
                    table(
                            node.namespace(),
                            "ip wg-pmtud-black-hole",
                            """
                              chain output {
                                type filter hook output priority 0; policy accept;
                                icmp type destination-unreachable icmp code frag-needed drop;
                              }
                            """));
        }
        return steps;
    }

    /// By a rule and not by the port's MTU: a veth's would drop what comes from the node as well.
    private static List<Step> switchPort(LabTopology topology) {
        return List.of(
                table(
                        topology.underlayNamespace(),
                        "netdev wg-l2-mtu-mismatch",
                        """
                          chain egress {
                            type filter hook egress device "%s" priority 0; policy accept;
                            meta length > %d drop;
                          }
                        """
                                .formatted(
                                        LabPlan.underlayPort(second(topology)),
                                        topology.options().mtuBytes()
                                                - SHORTFALL_BYTES
                                                + ETHERNET_HEADER_BYTES)));
    }

    private static List<Step> outerFragmentation(LabTopology topology) {
        FaultSteps.of(topology, Encapsulation.VXLAN, "hidden-outer-fragmentation");
        int mtu = topology.options().mtuBytes();
        return topology.nodes().stream()
                .map(node -> linkMtu(node.namespace(), LabPlan.UPLINK, mtu - SHORTFALL_BYTES, mtu))
                .toList();
    }

    /// The router says so by ICMP, as a well-behaved one does.
    private static List<Step> nestedOverlay(LabTopology topology) {
        if (topology.options().underlay() != LabOptions.Underlay.L3) {
            throw FaultSteps.lacks("nested-overlay", "a router between its nodes");
        }
        int mtu = topology.options().mtuBytes();
        return List.of(
                linkMtu(topology.underlayNamespace(), "br0", mtu - NESTED_BYTES, mtu),
                linkMtu(topology.underlayNamespace(), "br1", mtu - NESTED_BYTES, mtu));
    }

    private static List<Step> stalePodMtu(LabTopology topology) {
        return FaultSteps.podsOn(topology, second(topology)).stream()
                .flatMap(pod -> podMtu(pod, pod.mtuBytes() - SHORTFALL_BYTES).stream())
                .toList();
    }

    /// Only tunl0: the kernel itself refuses such an MTU for a VXLAN device that is bound to its
    /// uplink.
    private static List<Step> tunnelMtu(LabTopology topology) {
        FaultSteps.of(topology, Encapsulation.IPIP, "tunnel-mtu-too-large");
        int underlay = topology.options().mtuBytes();
        return topology.nodes().stream()
                .map(node ->
                        linkMtu(
                                node.namespace(),
                                TunnelLines.IPIP_DEVICE,
                                underlay,
                                underlay - Encapsulation.IPIP.overheadIpv4Bytes()))
                .toList();
    }
}
