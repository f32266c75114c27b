package dev.wiregauge.harness;

import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.Testbed;

/// Selects the packets of one pair and never a mode, in libpcap's language.
///
/// @param nearNode address of the node that the first of the pair is on
/// @param near address of the first itself; that of its node for a node agent
record PairFilter(String nearNode, String farNode, String near, String far) {
    static PairFilter of(Testbed testbed, AgentHandle near, AgentHandle far) {
        return new PairFilter(
                testbed.node(near.node()).addressFor(near.address()),
                testbed.node(far.node()).addressFor(far.address()),
                near.address(),
                far.address());
    }

    /// Where tunnels travel under the nodes' addresses.
    String onUplinks() {
        String nodes = between(nearNode, farNode);
        return near.equals(nearNode) ? nodes : nodes + " or " + inside();
    }

    /// Where packets carry the pair's own addresses.
    String inside() {
        return between(near, far);
    }

    private static String between(String one, String other) {
        return "(host %s and host %s)".formatted(one, other);
    }
}
