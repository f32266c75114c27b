package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Packets that the kernel drops because their source would be answered by another interface.
///
/// Judged before the routes: a route that differs is the cause of this, and no second fault.
final class ReversePathRule implements Rule {
    private static final String REVERSE_PATH = "TcpExt.IPReversePathFilter";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        reversePath(view, explained, findings);
        return findings;
    }

    private static void reversePath(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        for (PathEvidence path : view.crossing()) {
            if (explained.test(path) || !View.silent(path)) {
                continue;
            }
            for (String node : List.of(path.from().node(), path.to().node())) {
                if (path.moved(node, REVERSE_PATH) > 0) {
                    byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(path);
                }
            }
        }
        byNode.forEach((node, hit) ->
                findings.add(
                        Diagnosed.of("F35", node + " drops packets by its reverse-path check")
                                .severity(Severity.CRITICAL)
                                .at(node)
                                .paths(hit)
                                .evidence(
                                        "counter of %s: %s moved by %d during %s"
                                                .formatted(
                                                        node,
                                                        REVERSE_PATH,
                                                        hit.getFirst().moved(node, REVERSE_PATH),
                                                        hit.getFirst().name()))
                                .evidence(settings(view, node))
                                .evidence(
                                        "probe: %s is not answered"
                                                .formatted(hit.getFirst().name()))
                                .cause(
                                        "packets arrive by another interface than the one their"
                                                + " source would be answered by, and rp_filter is"
                                                + " strict")
                                .fix(
                                        "sysctl -w net.ipv4.conf.all.rp_filter=2 (loose) on %s, or"
                                                        .formatted(node)
                                                + " repair the asymmetric route")
                                .sure("high: the counter moved while the path was silent")
                                .explains(path -> View.sharesNode(path, node, hit))));
    }

    private static String settings(View view, String node) {
        return "kernel of %s: net.ipv4.conf.all.rp_filter = %s"
                .formatted(
                        node,
                        view.kernel(node)
                                .map(facts -> facts.sysctls().get("ipv4/conf/all/rp_filter"))
                                .orElse("unknown"));
    }
}
