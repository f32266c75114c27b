package dev.wiregauge.harness.testbed.lab;

import static dev.wiregauge.harness.testbed.lab.FaultSteps.first;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.pools;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.second;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.sysctl;
import static dev.wiregauge.harness.testbed.lab.FaultSteps.table;

import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.lab.LabFault.Place;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Faults of one node's own settings and rules.
final class NodeFaults {
    static final List<LabFault> ALL =
            List.of(
                    new LabFault(
                            "ip-forward-off",
                            "F33",
                            "node2 does not forward",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            sysctl(
                                                    second(topology).namespace(),
                                                    "net.ipv4.ip_forward",
                                                    "0",
                                                    "1"))),
                    new LabFault(
                            "rp-filter-drop",
                            "F35",
                            "node2 checks return paths strictly, and a tunnelled pool's way back is plain",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            RouteFaults.plain(
                                                    topology,
                                                    FaultSteps.tunnelled(
                                                            topology, "rp-filter-drop")),
                                            sysctl(
                                                    second(topology).namespace(),
                                                    "net.ipv4.conf.all.rp_filter",
                                                    "1",
                                                    "0"))),
                    new LabFault(
                            "host-firewall",
                            "F36",
                            "node2's firewall rejects what it should forward",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            table(
                                                    second(topology).namespace(),
                                                    "ip wg-host-firewall",
                                                    """
                                                      chain forward {
                                                        type filter hook forward priority 0; policy accept;
                                                        reject with icmp type admin-prohibited;
                                                      }
                                                    """))),
                    new LabFault(
                            "pod-traffic-masqueraded",
                            "F37",
                            "node2 rewrites the source of pods that talk to pods",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            table(
                                                    second(topology).namespace(),
                                                    "ip wg-pod-traffic-masqueraded",
                                                    """
                                                      chain postrouting {
                                                        type nat hook postrouting priority 90; policy accept;
                                                        ip saddr %1$s ip daddr %1$s masquerade;
                                                      }
                                                    """
                                                            .formatted(pools(topology))))),
                    new LabFault(
                            "masquerade-missing",
                            "F38",
                            "node2 lets pods leave the cluster with their own address",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            Step.of(
                                                    Command.nft(
                                                            second(topology).namespace(),
                                                            "flush chain ip calico nat-outgoing\n"),
                                                    Command.nft(
                                                            second(topology).namespace(),
                                                            "add rule ip calico nat-outgoing "
                                                                    + NodeRules.natOutgoingRule(
                                                                            topology,
                                                                            AddressFamily.IPV4)
                                                                    + "\n")))),
                    new LabFault(
                            "snat-ports-exhausted",
                            "F39",
                            "node2 masquerades its pods' Service traffic to four ports",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            table(
                                                    second(topology).namespace(),
                                                    "ip wg-snat-ports-exhausted",
                                                    """
                                                      chain postrouting {
                                                        type nat hook postrouting priority 90; policy accept;
                                                        ct status dnat ip saddr %s meta l4proto udp masquerade to :61000-61003;
                                                      }
                                                    """
                                                            .formatted(pools(topology))))),
                    new LabFault(
                            "answers-not-translated",
                            "F42",
                            "node2 hands some answers of a Service's backends on untranslated",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            table(
                                                    second(topology).namespace(),
                                                    "ip wg-answers-not-translated",
                                                    """
                                                      chain prerouting {
                                                        type filter hook prerouting priority raw; policy accept;
                                                        ip saddr %s tcp sport %d tcp flags & (syn | rst | fin) == 0 numgen inc mod 4 == 3 notrack;
                                                      }
                                                    """
                                                            .formatted(
                                                                    pools(topology),
                                                                    Testbed.DATA_PORT)))),
                    new LabFault(
                            "policy-drop",
                            "F50",
                            "a policy on node2 drops what pods of node1 send to pods there",
                            Place.SECOND_NODE,
                            NodeFaults::policyDrop),
                    new LabFault(
                            "two-rule-backends",
                            "F48",
                            "node2 has kube-proxy's rules in legacy iptables as well",
                            Place.SECOND_NODE,
                            NodeFaults::twoBackends),
                    new LabFault(
                            "kubelet-port-blocked",
                            "F64",
                            "node2's firewall drops TCP 10250",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            table(
                                                    second(topology).namespace(),
                                                    "ip wg-kubelet-port-blocked",
                                                    """
                                                      chain input {
                                                        type filter hook input priority 0; policy accept;
                                                        tcp dport 10250 drop;
                                                      }
                                                    """))),
                    portBlocked("typha-port-blocked", 5473, Place.SECOND_NODE),
                    portBlocked("api-server-port-blocked", 6443, Place.FIRST_NODE),
                    new LabFault(
                            "first-syn-lost",
                            "F15",
                            "node2 drops the first SYN of every flow to its pods",
                            Place.FROM_FIRST_NODE,
                            // DNS over TCP comes late as well, for some patience too late
                            Set.of("F61"),
                            topology ->
                                    List.of(
                                            table(
                                                    second(topology).namespace(),
                                                    "ip wg-first-syn-lost",
                                                    """
                                                      set seen {
                                                        type ipv4_addr . inet_service;
                                                        size 65535;
                                                        flags dynamic,timeout;
                                                        timeout 20s;
                                                      }
                                                      chain forward {
                                                        type filter hook forward priority 0; policy accept;
                                                        oifname "cali*" iifname != "cali*" tcp flags & (syn | ack) == syn ip saddr . tcp sport @seen accept;
                                                        oifname "cali*" iifname != "cali*" tcp flags & (syn | ack) == syn update @seen { ip saddr . tcp sport } drop;
                                                      }
                                                    """))),
                    new LabFault(
                            "nic-in-service-network",
                            "F31",
                            "node2 has a second NIC whose network lies in that of the Services",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            FaultSteps.ip(
                                                    second(topology).namespace(),
                                                    "link add eth1 type bridge",
                                                    "link del eth1"),
                                            FaultSteps.ip(
                                                    second(topology).namespace(),
                                                    "addr add %s/24 dev eth1"
                                                            .formatted(
                                                                    AddressFamily.IPV4
                                                                            .services()
                                                                            .subnet(3, 24)
                                                                            .host(15)),
                                                    "addr flush dev eth1"))),
                    new LabFault(
                            "bridge-filter-off",
                            "F34",
                            "node2 joins pods by a bridge, which Service rules do not see",
                            Place.SECOND_NODE,
                            topology ->
                                    List.of(
                                            FaultSteps.ip(
                                                    second(topology).namespace(),
                                                    "link add cni0 type bridge",
                                                    "link del cni0"),
                                            sysctl(
                                                    second(topology).namespace(),
                                                    "net.bridge.bridge-nf-call-iptables",
                                                    "0",
                                                    "1"))),
                    new LabFault(
                            "second-vxlan-same-port",
                            "F13",
                            "another overlay's VXLAN device on node2 listens on Calico's port",
                            Place.SECOND_NODE,
                            NodeFaults::secondVxlan));

    private NodeFaults() {}

    /// A node's own firewall drops a port that the cluster's programs need.
    private static LabFault portBlocked(String id, int port, Place place) {
        return new LabFault(
                id,
                "F67",
                "%s's firewall drops TCP %d"
                        .formatted(place == Place.FIRST_NODE ? "node1" : "node2", port),
                place,
                topology ->
                        List.of(
                                table(
                                        (place == Place.FIRST_NODE
                                                        ? first(topology)
                                                        : second(topology))
                                                .namespace(),
                                        "ip wg-" + id,
                                        """
                                          chain input {
                                            type filter hook input priority 0; policy accept;
                                            tcp dport %d drop;
                                          }
                                        """
                                                .formatted(port))));
    }

    private static List<Step> policyDrop(LabTopology topology) {
        String senders =
                topology.pools().stream()
                        .map(pool -> pool.block(first(topology)).toString())
                        .collect(Collectors.joining(", "));
        return List.of(
                table(
                        second(topology).namespace(),
                        "ip wg-policy-drop",
                        """
                          chain forward {
                            type filter hook forward priority 0; policy accept;
                            ip saddr { %s } oifname "cali*" counter drop;
                          }
                        """
                                .formatted(senders)));
    }

    private static List<Step> twoBackends(LabTopology topology) {
        List<String> inside =
                List.of("nsenter", "--net=/run/netns/" + second(topology).namespace());
        return List.of(
                Step.of(
                        legacy(inside, "-N", "KUBE-SERVICES"),
                        legacy(inside, "-X", "KUBE-SERVICES")),
                Step.of(
                        legacy(inside, "-A", "PREROUTING", "-j", "KUBE-SERVICES"),
                        legacy(inside, "-D", "PREROUTING", "-j", "KUBE-SERVICES")));
    }

    private static Command legacy(List<String> inside, String... rule) {
        List<String> arguments = new ArrayList<>(inside);
        arguments.addAll(List.of("iptables-legacy", "-w", "5", "-t", "nat"));
        arguments.addAll(List.of(rule));
        return new Command(arguments, "");
    }

    private static List<Step> secondVxlan(LabTopology topology) {
        FaultSteps.of(topology, Encapsulation.VXLAN, "second-vxlan-same-port");
        return List.of(
                FaultSteps.ip(
                        second(topology).namespace(),
                        "link add vxlan.other type vxlan id 1 local %s dev %s dstport %d nolearning"
                                .formatted(
                                        second(topology).address(),
                                        LabPlan.UPLINK,
                                        TunnelLines.VXLAN_PORT),
                        "link del vxlan.other"));
    }
}
