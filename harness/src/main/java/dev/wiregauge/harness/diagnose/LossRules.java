package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/// Networks that work, but badly: some packets lost, a rate limited.
final class LossRules implements Rule {
    /// Of 1000 and more datagrams; a healthy lab loses none.
    private static final int LEAST_LOST = 3;

    private static final double LEAST_SHARE = 0.001;
    private static final double SLOWER_THAN_BEST = 8;
    private static final int LEAST_BULK_MICROS = 40_000;
    private static final double SLOWER_BEHIND_A_SHAPER = 3;

    /// Each flow of a Service is tried three times: only then do losses look like dead backends.
    private static final double SHARE_THAT_HIDES_BACKENDS = 0.2;

    private static final Set<String> SHAPERS = Set.of("tbf", "htb", "hfsc", "netem", "cake");

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        lost(view, explained, findings);
        slow(view, explained, findings);
        return findings;
    }

    private static final Tally NOTHING = new Tally(0, 0);

    private record Tally(long sent, long lost) {
        Tally plus(long moreSent, long moreLost) {
            return new Tally(sent + moreSent, lost + moreLost);
        }

        String describe(String way) {
            return "probe, %s: %d of %d datagrams lost (%.1f %%)"
                    .formatted(way, lost, sent, 100.0 * lost / Math.max(1, sent));
        }

        double share() {
            return (double) lost / Math.max(1, sent);
        }

        boolean matters() {
            return lost >= LEAST_LOST && lost >= sent * LEAST_SHARE;
        }
    }

    /// The server counts what arrives, so that the two directions of a loss are told apart.
    private static void lost(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, Tally> ways = new LinkedHashMap<>();
        Map<String, List<PathEvidence>> hit = new LinkedHashMap<>();
        for (PathEvidence path : view.evidence().paths()) {
            boolean between =
                    path.kind() == Path.POD_POD_CROSS_NODE || path.kind() == Path.NODE_NODE;
            if (!between || explained.test(path) || !View.answers(path)) {
                continue;
            }
            Echoes echoes = path.echoes().orElseThrow();
            int arrived = Math.max(echoes.arrived(), echoes.answered());
            note(ways, hit, path, there(path), echoes.sent(), echoes.sent() - arrived);
            note(ways, hit, path, back(path), arrived, arrived - echoes.answered());
        }
        int allWays = ways.size();
        ways.entrySet().removeIf(entry -> !entry.getValue().matters());
        if (allWays > 1 && ways.size() == allWays) {
            findings.add(loss("everywhere", List.copyOf(ways.keySet()), ways, hit));
            return;
        }
        for (NodeIntent node : view.nodes()) {
            List<String> leaving =
                    ways.keySet().stream()
                            .filter(way -> way.startsWith(node.name() + " ->"))
                            .toList();
            if (leaving.size() == view.nodes().size() - 1) {
                findings.add(loss(node.name(), leaving, ways, hit));
                leaving.forEach(ways::remove);
            }
        }
        ways.keySet().forEach(way -> findings.add(loss("", List.of(way), ways, hit)));
    }

    private static String there(PathEvidence path) {
        return View.arrow(path.from().node(), path.to().node());
    }

    private static String back(PathEvidence path) {
        return View.arrow(path.to().node(), path.from().node());
    }

    private static void note(
            Map<String, Tally> ways,
            Map<String, List<PathEvidence>> hit,
            PathEvidence path,
            String way,
            long sent,
            long lost) {
        ways.merge(way, new Tally(sent, lost), (one, _) -> one.plus(sent, lost));
        if (lost > 0) {
            hit.computeIfAbsent(way, _ -> new ArrayList<>()).add(path);
        }
    }

    private static Diagnosed loss(
            String node,
            List<String> ways,
            Map<String, Tally> tallies,
            Map<String, List<PathEvidence>> hit) {
        List<String> evidence =
                ways.stream().map(way -> tallies.getOrDefault(way, NOTHING).describe(way)).toList();
        boolean everywhere = node.equals("everywhere");
        boolean hidesBackends =
                ways.stream()
                        .anyMatch(way ->
                                tallies.getOrDefault(way, NOTHING).share()
                                        > SHARE_THAT_HIDES_BACKENDS);
        String where =
                everywhere
                        ? "underlay, every way"
                        : node.isEmpty() ? "underlay " + ways.getFirst() : node + " sending side";
        return Diagnosed.of(
                        "F54", "the underlay loses packets at random: " + String.join(", ", ways))
                .at(where)
                .direction(everywhere ? "both" : String.join(", ", ways))
                .paths(
                        ways.stream()
                                .flatMap(way -> hit.getOrDefault(way, List.of()).stream())
                                .toList())
                .evidence(evidence)
                .cause("a bad cable or NIC, a full queue, or a policer")
                .fix("ip -s link and ethtool -S on both ends: look for errors and drops that rise")
                .sure("high that packets are lost in this direction; the place is the way between")
                .explains(path ->
                        (path.to().node().isEmpty() && hidesBackends)
                                || ways.contains(there(path))
                                || ways.contains(back(path)));
    }

    private static void slow(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        List<PathEvidence> hosts = view.paths(Path.NODE_NODE);
        OptionalDouble best =
                hosts.stream()
                        .flatMap(path -> path.tcp().stream())
                        .filter(tcp -> tcp.bulkDelivered() > 0)
                        .mapToLong(TcpConnections::bulkMicros)
                        .asDoubleStream()
                        .min();
        if (best.isEmpty()) {
            return;
        }
        for (NodeIntent node : view.nodes()) {
            List<PathEvidence> from =
                    hosts.stream()
                            .filter(path -> path.from().node().equals(node.name()))
                            .filter(path -> !explained.test(path))
                            .toList();
            List<Link> shapers =
                    view.uplink(node).filter(link -> SHAPERS.contains(link.qdisc())).stream()
                            .toList();
            double slower = shapers.isEmpty() ? SLOWER_THAN_BEST : SLOWER_BEHIND_A_SHAPER;
            boolean all =
                    !from.isEmpty()
                            && from.stream()
                                    .allMatch(path ->
                                            path.tcp()
                                                    .filter(tcp -> tcp.bulkDelivered() > 0)
                                                    .map(tcp ->
                                                            isSlow(
                                                                    tcp.bulkMicros(),
                                                                    best.getAsDouble() * slower))
                                                    .orElse(false));
            if (all) {
                findings.add(slow(node, from, best.getAsDouble(), shapers));
            }
        }
    }

    private static boolean isSlow(long micros, double leastMicros) {
        return micros >= LEAST_BULK_MICROS && micros >= leastMicros;
    }

    private static Diagnosed slow(
            NodeIntent node, List<PathEvidence> hit, double best, List<Link> shapers) {
        TcpConnections tcp = hit.getFirst().tcp().orElseThrow();
        Diagnosed.Draft draft =
                Diagnosed.of("F55", "what %s sends is limited in rate".formatted(node.name()))
                        // a slow bulk alone may be a busy machine's
                        .severity(shapers.isEmpty() ? Severity.INFO : Severity.WARNING)
                        .at(node.name() + " uplink " + node.uplink())
                        .direction(node.name() + " -> others")
                        .paths(hit)
                        .evidence(
                                "probe %s: %d bytes took %d ms (%.0f Mbit/s), the best direction %.1f ms"
                                        .formatted(
                                                hit.getFirst().name(),
                                                tcp.bulkBytes(),
                                                tcp.bulkMicros() / 1000,
                                                tcp.bulkBytes() * 8.0 / tcp.bulkMicros(),
                                                best / 1000));
        shapers.forEach(link ->
                draft.evidence(
                        "kernel of %s: %s has the queue discipline %s"
                                .formatted(node.name(), link.name(), link.qdisc())));
        return draft.cause(
                        shapers.isEmpty()
                                ? "a limit outside of the node, such as the instance type's"
                                : "a shaper on the node's own uplink")
                .fix(
                        shapers.isEmpty()
                                ? "compare with the bandwidth that the provider grants"
                                : "tc qdisc del dev %s root, if it is not wanted"
                                        .formatted(node.uplink()))
                .sure(shapers.isEmpty() ? "medium: by comparison" : "high: shaper and effect agree")
                .explains(path -> false);
    }
}
