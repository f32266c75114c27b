package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// Tables of a node's kernel that are full: new flows, or new neighbours, are dropped.
final class TableRules implements Rule {
    private static final String CONNTRACK_COUNT = "conntrack.count";
    private static final String CONNTRACK_DROP = "conntrack.drop";
    private static final List<String> CONNTRACK_DROPS =
            List.of(CONNTRACK_DROP, "conntrack.early_drop");

    /// Moves together with `drop` where two flows want one translation (nf_ct_resolve_clash): the
    /// table need not be full for that.
    private static final String CONNTRACK_CLASHES = "conntrack.insert_failed";

    private static final String CONNTRACK_MAX = "netfilter/nf_conntrack_max";
    private static final String NEIGHBOURS_COUNT = "arp_cache.entries";
    private static final String NEIGHBOURS_REFUSED = "arp_cache.table_fulls";
    private static final String NEIGHBOURS_MAX = "ipv4/neigh/default/gc_thresh3";
    private static final double NEARLY_FULL = 0.95;

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        for (NodeIntent node : view.nodes()) {
            conntrack(view, node.name(), findings);
            neighbours(view, node.name(), findings);
        }
        return findings;
    }

    private static void conntrack(View view, String node, List<Diagnosed> findings) {
        List<String> evidence = moved(view, node, CONNTRACK_DROPS);
        boolean drops = !evidence.isEmpty();
        OptionalLong max = sysctl(view, node, CONNTRACK_MAX);
        OptionalLong count = counter(view, node, CONNTRACK_COUNT);
        boolean full =
                max.isPresent()
                        && count.isPresent()
                        && max.getAsLong() > 0
                        && count.getAsLong() >= NEARLY_FULL * max.getAsLong();
        if (!drops && !full) {
            return;
        }
        max.ifPresent(most ->
                evidence.add(
                        "kernel of %s: net.netfilter.nf_conntrack_max = %d, %s entries"
                                .formatted(
                                        node,
                                        most,
                                        count.isPresent() ? count.getAsLong() : "unknown")));
        findings.add(
                Diagnosed.of("F41", "the connection tracking table of " + node + " is full")
                        .severity(drops ? Severity.CRITICAL : Severity.WARNING)
                        .at(node)
                        .paths(troubled(view, node))
                        .evidence(evidence)
                        .cause(
                                "more flows are tracked than nf_conntrack_max allows: many short"
                                        + " connections, or timeouts that keep closed ones")
                        .fix(
                                "kube-proxy: conntrack.maxPerCore (or min) in its ConfigMap; at once:"
                                        + " sysctl -w net.netfilter.nf_conntrack_max=262144 on "
                                        + node)
                        .sure(
                                drops
                                        ? "certain: the kernel counted dropped flows while probing"
                                        : "certain that it is nearly full; drops were not seen")
                        .explains(path -> View.touches(path, node) || path.to().node().isEmpty()));
    }

    private static void neighbours(View view, String node, List<Diagnosed> findings) {
        List<String> evidence = moved(view, node, List.of(NEIGHBOURS_REFUSED));
        boolean refused = !evidence.isEmpty();
        OptionalLong max = sysctl(view, node, NEIGHBOURS_MAX);
        long count = counter(view, node, NEIGHBOURS_COUNT).orElse(0);
        boolean full = max.isPresent() && count >= NEARLY_FULL * max.getAsLong();
        if (!refused && !full) {
            return;
        }
        max.ifPresent(most ->
                evidence.add(
                        "kernel of %s: net.ipv4.neigh.default.gc_thresh3 = %d, %d neighbours"
                                .formatted(node, most, count)));
        findings.add(
                Diagnosed.of("F52", "the neighbour table of " + node + " overflows")
                        .severity(refused ? Severity.CRITICAL : Severity.WARNING)
                        .at(node)
                        .paths(troubled(view, node))
                        .evidence(evidence)
                        .cause(
                                "more pods and nodes are neighbours than gc_thresh3 allows; the count"
                                        + " is one for all network namespaces of the machine")
                        .fix(
                                "sysctl -w net.ipv4.neigh.default.gc_thresh2=4096"
                                        + " net.ipv4.neigh.default.gc_thresh3=8192 on every node")
                        .sure(
                                refused
                                        ? "certain: the kernel refused neighbours while probing"
                                        : "certain that it is nearly full; refusals were not seen")
                        .explains(path -> View.touches(path, node)));
    }

    /// The paths of the node that lost something.
    private static List<PathEvidence> troubled(View view, String node) {
        return view.evidence().paths().stream()
                .filter(path -> View.touches(path, node))
                .filter(path ->
                        path.echoes()
                                .map(echoes -> echoes.answered() < echoes.sent())
                                .orElse(false))
                .toList();
    }

    /// For each such counter that moved: how far in all, and on which path most.
    private static List<String> moved(View view, String node, List<String> counters) {
        List<String> lines = new ArrayList<>();
        for (String counter : counters) {
            if (alone(counter, each -> view.evidence().moved(node, each)) > 0) {
                long inAll = view.evidence().moved(node, counter);
                lines.add(line(node, counter, inAll, "the diagnosis"));
            }
            view.evidence().paths().stream()
                    .filter(path -> alone(counter, each -> path.moved(node, each)) > 0)
                    .max(Comparator.comparingLong(path -> path.moved(node, counter)))
                    .ifPresent(path ->
                            lines.add(line(node, counter, path.moved(node, counter), path.name())));
        }
        return lines;
    }

    private static String line(String node, String counter, long by, String during) {
        return "counter of %s: %s moved by %d during %s".formatted(node, counter, by, during);
    }

    private static long alone(String counter, ToLongFunction<String> moved) {
        long clashes = counter.equals(CONNTRACK_DROP) ? moved.applyAsLong(CONNTRACK_CLASHES) : 0;
        return moved.applyAsLong(counter) - clashes;
    }

    private static OptionalLong sysctl(View view, String node, String name) {
        return view.kernel(node).map(NetworkFacts::sysctls).map(Map::entrySet).stream()
                .flatMap(entries -> entries.stream())
                .filter(entry -> entry.getKey().equals(name))
                .mapToLong(entry -> Long.parseLong(entry.getValue()))
                .findFirst();
    }

    private static OptionalLong counter(View view, String node, String name) {
        return view.kernel(node).map(NetworkFacts::counters).map(Map::entrySet).stream()
                .flatMap(entries -> entries.stream())
                .filter(entry -> entry.getKey().equals(name))
                .mapToLong(Map.Entry::getValue)
                .findFirst();
    }
}
