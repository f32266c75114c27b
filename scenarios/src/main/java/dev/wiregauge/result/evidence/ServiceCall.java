package dev.wiregauge.result.evidence;

import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;

/// New flows of one client to one address of a Service that is more than a ClusterIP.
///
/// @param service its name in the intent
/// @param via the node whose port is called; empty for a ClusterIP
/// @param echoes each from a port of its own
public record ServiceCall(
        String service, End from, String via, String address, int port, Echoes echoes) {
    /// Such as `node2 -> vxlan-local by node1`.
    public String name() {
        return from.name() + " -> " + service + (via.isEmpty() ? "" : " by " + via);
    }

    public boolean silent() {
        return echoes.sent() > 0 && echoes.answered() == 0;
    }
}
