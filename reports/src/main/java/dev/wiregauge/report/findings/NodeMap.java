package dev.wiregauge.report.findings;

import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Nodes by nodes: how what one sends the other comes out, for one mode.
///
/// @param title the mode, or `nodes` where no pod takes part
record NodeMap(String title, List<String> nodes, List<Row> rows) {

    record Row(String from, List<Square> squares) {}

    /// @param text the largest packet that arrives, or what is wrong
    record Square(String to, PathState state, String text) {}

    /// The nodes' own map, then one for each mode.
    static List<NodeMap> of(Evidence evidence) {
        ProbeCells cells = new ProbeCells(evidence.intent());
        List<NodeMap> maps = new ArrayList<>();
        maps.add(map("nodes", evidence, Optional.empty(), cells));
        evidence.intent().pods().stream()
                .map(pod -> pod.mode())
                .distinct()
                .forEach(mode -> maps.add(map(mode.id(), evidence, Optional.of(mode), cells)));
        return maps;
    }

    private static NodeMap map(
            String title, Evidence evidence, Optional<Mode> mode, ProbeCells cells) {
        List<String> names = evidence.intent().nodes().stream().map(NodeIntent::name).toList();
        List<Row> rows = new ArrayList<>();
        for (String from : names) {
            List<Square> squares = new ArrayList<>();
            for (String to : names) {
                List<PathEvidence> paths =
                        evidence.paths().stream()
                                .filter(path -> between(path, from, to, mode))
                                .toList();
                squares.add(square(to, paths, cells));
            }
            rows.add(new Row(from, squares));
        }
        return new NodeMap(title, names, rows);
    }

    private static boolean between(PathEvidence path, String from, String to, Optional<Mode> mode) {
        boolean kind =
                mode.isEmpty()
                        ? path.kind() == Path.NODE_NODE
                        : path.kind() == Path.POD_POD_CROSS_NODE
                                || path.kind() == Path.POD_POD_SAME_NODE;
        return kind
                && path.mode().equals(mode)
                && path.from().node().equals(from)
                && path.to().node().equals(to);
    }

    private static Square square(String to, List<PathEvidence> paths, ProbeCells cells) {
        PathState state =
                paths.stream().map(cells::worst).reduce(PathState.UNKNOWN, PathState::worse);
        String text = paths.stream().map(NodeMap::text).findFirst().orElse("");
        return new Square(to, state, text);
    }

    private static String text(PathEvidence path) {
        if (ProbeCells.smallPackets(path).state() == PathState.BROKEN) {
            return "silent";
        }
        if (path.mtu().isEmpty()) {
            return "";
        }
        PathMtu mtu = path.mtu().get();
        return (mtu.limit() == MtuLimit.NONE ? "" : "≤ ") + mtu.largestAnsweredBytes();
    }
}
