package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.Wire;
import dev.wiregauge.scenario.Encapsulation;

import java.util.List;
import java.util.Optional;

/// Where the datagrams of a silent path ended, as the captures on both uplinks tell.
sealed interface Loss {
    /// They reached this node (or came from it) and did not come out of it again.
    ///
    /// @param ofAnswers whether it was the answers that ended there
    record InNode(String node, boolean ofAnswers) implements Loss {}

    /// They left one uplink and did not reach the other.
    record OnUnderlay(String from, String to, Encapsulation as, Sighting lastSeen)
            implements Loss {}

    /// The wire was not watched on both sides, or nothing was lost.
    record Unknown() implements Loss {}

    static Loss of(PathEvidence path) {
        Optional<Wire> watched = path.wire().filter(wire -> wire.answered() == 0);
        if (watched.isEmpty()) {
            return new Unknown();
        }
        Wire wire = watched.get();
        String from = path.from().node();
        String to = path.to().node();
        if (!wire.watched().contains(from) || !wire.watched().contains(to)) {
            return new Unknown();
        }
        Optional<Sighting> left = at(wire.questions(), from);
        if (left.isEmpty()) {
            return new InNode(from, false);
        }
        if (at(wire.questions(), to).isEmpty()) {
            return new OnUnderlay(from, to, left.get().encapsulation(), left.get());
        }
        Optional<Sighting> back = at(wire.answers(), to);
        if (back.isEmpty()) {
            return new InNode(to, false);
        }
        if (at(wire.answers(), from).isEmpty()) {
            return new OnUnderlay(to, from, back.get().encapsulation(), back.get());
        }
        return new InNode(from, true);
    }

    private static Optional<Sighting> at(List<Sighting> sightings, String node) {
        return sightings.stream().filter(each -> each.capturePoint().equals(node)).findFirst();
    }
}
