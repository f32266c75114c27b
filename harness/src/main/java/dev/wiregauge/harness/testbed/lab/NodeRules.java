package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;

import java.util.stream.Collectors;

/// Calico's natOutgoing: a pod that talks to an address outside all pools is seen as its node
/// (IPPool natOutgoing, true by default for IPv4; here for IPv6 too, so that both behave alike).
final class NodeRules {
    private NodeRules() {}

    static String natOutgoing(LabTopology topology) {
        return topology.podFamilies().stream()
                .map(family -> natOutgoing(topology, family))
                .collect(Collectors.joining());
    }

    private static String natOutgoing(LabTopology topology, AddressFamily family) {
        String table =
                """
                table ip calico {
                  chain nat-outgoing {
                    type nat hook postrouting priority srcnat; policy accept;
                    %s;
                  }
                }
                """
                        .formatted(natOutgoingRule(topology, family));
        return family.inNft(table);
    }

    static String natOutgoingRule(LabTopology topology, AddressFamily family) {
        return family.inNft(
                "ip saddr { %1$s } ip daddr != { %1$s } masquerade fully-random"
                        .formatted(pools(topology, family)));
    }

    static String pools(LabTopology topology, AddressFamily family) {
        return topology.pools(family).stream()
                .map(Pool::cidr)
                .map(Cidr::toString)
                .collect(Collectors.joining(", "));
    }
}
