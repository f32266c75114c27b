package dev.wiregauge.report.findings;

import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.Evidence.Intent;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.Wire;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Path;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What each probe of a path says, in a word or two and a state.
///
/// The states are those of the probes alone; which of them is a fault is for the findings to say.
final class ProbeCells {
    /// Fewer lost datagrams are the noise of a busy machine.
    private static final int LEAST_LOST = 3;

    private static final double LEAST_LOST_SHARE = 0.001;

    private final Intent intent;

    ProbeCells(Intent intent) {
        this.intent = intent;
    }

    /// @param probe the column
    record Cell(String probe, PathState state, String text) {
        static Cell unknown(String probe) {
            return new Cell(probe, PathState.UNKNOWN, "");
        }
    }

    List<Cell> of(PathEvidence path) {
        return List.of(
                smallPackets(path), largestPacket(path), tcp(path), wire(path), sourceSeen(path));
    }

    PathState worst(PathEvidence path) {
        return of(path).stream().map(Cell::state).reduce(PathState.UNKNOWN, PathState::worse);
    }

    static Cell smallPackets(PathEvidence path) {
        String probe = "small packets";
        Optional<Echoes> echoes = path.echoes().filter(each -> each.sent() > 0);
        if (echoes.isEmpty()) {
            return Cell.unknown(probe);
        }
        int sent = echoes.get().sent();
        int lost = sent - echoes.get().answered();
        if (lost <= 0) {
            return new Cell(probe, PathState.GOOD, "all " + sent);
        }
        if (lost >= sent) {
            return new Cell(probe, PathState.BROKEN, "none of " + sent);
        }
        boolean matters = lost >= LEAST_LOST && lost >= sent * LEAST_LOST_SHARE;
        return new Cell(
                probe, matters ? PathState.WORSE : PathState.GOOD, lost + " of " + sent + " lost");
    }

    static Cell largestPacket(PathEvidence path) {
        String probe = "largest packet";
        if (path.mtu().isEmpty()) {
            return Cell.unknown(probe);
        }
        PathMtu mtu = path.mtu().get();
        String bytes = String.valueOf(mtu.largestAnsweredBytes());
        return switch (mtu.limit()) {
            case NONE -> new Cell(probe, PathState.GOOD, bytes);
            case ICMP -> new Cell(probe, PathState.WORSE, bytes + ", ICMP tells");
            case BLACK_HOLE -> new Cell(probe, PathState.BROKEN, bytes + ", then silence");
            case LOCAL -> new Cell(probe, PathState.WORSE, bytes + ", own kernel refuses more");
            case UNREACHABLE -> new Cell(probe, PathState.BROKEN, "none arrives");
        };
    }

    static Cell tcp(PathEvidence path) {
        String probe = "TCP";
        Optional<TcpConnections> answer = path.tcp().filter(each -> each.attempts() > 0);
        if (answer.isEmpty()) {
            return Cell.unknown(probe);
        }
        TcpConnections tcp = answer.get();
        if (tcp.answered() == 0) {
            String how = tcp.refused() > 0 ? "refused" : tcp.silent() > 0 ? "silent" : "no answer";
            return new Cell(probe, PathState.BROKEN, how);
        }
        String share = tcp.answered() + " of " + tcp.attempts();
        if (tcp.answered() < tcp.attempts()) {
            return new Cell(probe, PathState.WORSE, share + " answered");
        }
        if (tcp.bulkBytes() > 0 && tcp.bulkDelivered() < tcp.answered()) {
            return new Cell(probe, PathState.BROKEN, "bulk stalls");
        }
        return new Cell(probe, PathState.GOOD, share);
    }

    private Cell wire(PathEvidence path) {
        String probe = "on the wire";
        if (path.wire().isEmpty() || path.wire().get().sent() == 0) {
            return Cell.unknown(probe);
        }
        Wire wire = path.wire().get();
        if (wire.questions().isEmpty()) {
            return wire.watched().isEmpty()
                    ? Cell.unknown(probe)
                    : new Cell(probe, PathState.SEEN, "nothing");
        }
        Set<Encapsulation> seen =
                wire.questions().stream()
                        .map(Sighting::encapsulation)
                        .collect(Collectors.toCollection(TreeSet::new));
        String words =
                seen.stream()
                        .map(each -> Words.of(each) + " +" + each.overheadIpv4Bytes())
                        .collect(Collectors.joining(", "));
        Optional<Encapsulation> expected = expected(path);
        if (expected.isEmpty()) {
            return new Cell(probe, PathState.SEEN, words);
        }
        return seen.equals(Set.of(expected.get()))
                ? new Cell(probe, PathState.GOOD, words)
                : new Cell(probe, PathState.WORSE, words + ", not " + Words.of(expected.get()));
    }

    /// Only what pods of a mode say to each other is promised.
    private Optional<Encapsulation> expected(PathEvidence path) {
        if (path.kind() != Path.POD_POD_CROSS_NODE) {
            return Optional.empty();
        }
        boolean sameSubnet = subnet(path.from().node()).equals(subnet(path.to().node()));
        return path.mode().flatMap(mode -> mode.expected(sameSubnet));
    }

    private Optional<String> subnet(String node) {
        return intent.node(node).map(NodeIntent::subnet);
    }

    private Cell sourceSeen(PathEvidence path) {
        String probe = "source seen as";
        Map<String, Integer> peers = path.echoes().map(Echoes::peersSeen).orElse(Map.of());
        if (peers.isEmpty()) {
            return Cell.unknown(probe);
        }
        String own = path.echoes().map(Echoes::localAddress).orElse("");
        String words =
                peers.keySet().stream()
                        .sorted()
                        .map(peer -> peer.equals(own) ? "its own" : holder(peer))
                        .collect(Collectors.joining(", "));
        return new Cell(probe, PathState.SEEN, words);
    }

    /// A node's or pod's name where the address is known.
    private String holder(String address) {
        return intent.nodes().stream()
                .filter(node -> node.address().equals(address))
                .map(NodeIntent::name)
                .findFirst()
                .or(() ->
                        intent.pods().stream()
                                .filter(pod -> pod.address().equals(address))
                                .map(pod -> "pod " + pod.name())
                                .findFirst())
                .orElse(address);
    }
}
