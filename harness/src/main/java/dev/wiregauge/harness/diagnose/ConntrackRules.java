package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Flows that a node's translations lose: they collide, or answers are not translated back.
final class ConntrackRules implements Rule {
    private static final String INSERT_FAILED = "conntrack.insert_failed";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        for (NodeIntent node : view.nodes()) {
            List<PathEvidence> calls =
                    view.paths(Path.POD_SERVICE).stream()
                            .filter(path -> path.from().node().equals(node.name()))
                            .filter(path -> !explained.test(path))
                            .toList();
            collisions(node, calls).ifPresent(findings::add);
            resets(view, node, calls).ifPresent(findings::add);
        }
        return findings;
    }

    /// Some new flows of a node are lost while its conntrack refuses entries.
    private static Optional<Diagnosed> collisions(NodeIntent node, List<PathEvidence> calls) {
        List<PathEvidence> hit =
                calls.stream()
                        .filter(path -> path.moved(node.name(), INSERT_FAILED) > 0)
                        .filter(path ->
                                path.echoes()
                                        .map(echoes -> echoes.answered() < echoes.sent())
                                        .orElse(false))
                        .toList();
        if (hit.isEmpty()) {
            return Optional.empty();
        }
        Echoes echoes = hit.getFirst().echoes().orElseThrow();
        return Optional.of(
                Diagnosed.of(
                                "F39",
                                "%s loses new flows: their translations collide"
                                        .formatted(node.name()))
                        .at(node.name())
                        .paths(hit)
                        .evidence(
                                "counter of %s: %s moved by %d meanwhile"
                                        .formatted(
                                                node.name(),
                                                INSERT_FAILED,
                                                hit.getFirst().moved(node.name(), INSERT_FAILED)))
                        .evidence(
                                "probe %s: %d of %d new flows are answered"
                                        .formatted(
                                                hit.getFirst().name(),
                                                echoes.answered(),
                                                echoes.sent()))
                        .cause(
                                "two flows were given one translated address and port: masquerading"
                                        + " without random ports, or with too few")
                        .fix(
                                "masquerade with --random-fully and the whole port range"
                                        + " (FelixConfiguration natPortRange); avoid masquerading pod to"
                                        + " Service traffic; for DNS use NodeLocal DNSCache")
                        .sure("high: conntrack refused entries while flows were lost")
                        .explains(path ->
                                path.from().node().equals(node.name())
                                        && path.to().node().isEmpty()));
    }

    /// Connections through a Service that are reset in their middle, while direct ones are not.
    private static Optional<Diagnosed> resets(
            View view, NodeIntent node, List<PathEvidence> calls) {
        List<PathEvidence> hit =
                calls.stream()
                        .filter(path -> path.tcp().map(ConntrackRules::isReset).orElse(false))
                        .toList();
        boolean alsoDirect =
                view.crossing().stream()
                        .filter(path -> path.from().node().equals(node.name()))
                        .anyMatch(path -> path.tcp().map(ConntrackRules::isReset).orElse(false));
        if (hit.isEmpty() || alsoDirect) {
            return Optional.empty();
        }
        TcpConnections tcp = hit.getFirst().tcp().orElseThrow();
        return Optional.of(
                Diagnosed.of(
                                "F42",
                                "connections through Services are reset in their middle on "
                                        + node.name())
                        .at(node.name())
                        .paths(hit)
                        .evidence(
                                "probe %s: %d connected, %d got their data across, %s"
                                        .formatted(
                                                hit.getFirst().name(),
                                                tcp.connected(),
                                                tcp.bulkDelivered(),
                                                tcp.errors()))
                        .evidence("control: direct connections of the same pods are not reset")
                        .evidence(
                                "kernel of %s: nf_conntrack_tcp_be_liberal = %s"
                                        .formatted(
                                                node.name(),
                                                view.kernel(node.name())
                                                        .map(NetworkFacts::sysctls)
                                                        .map(Map::copyOf)
                                                        .map(all ->
                                                                all.get(
                                                                        "netfilter/nf_conntrack_tcp_be_liberal"))
                                                        .orElse("unknown")))
                        .cause(
                                "answers of the backend reach the pod untranslated, since conntrack"
                                        + " takes them for invalid (out of window) or does not track"
                                        + " them; the pod resets a connection that it does not know")
                        .fix(
                                "sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 on %s, or drop"
                                                .formatted(node.name())
                                        + " INVALID packets in FORWARD (kube-proxy does since 1.15);"
                                        + " look for notrack rules")
                        .sure("high: only the translated connections are reset")
                        .explains(path ->
                                path.from().node().equals(node.name())
                                        && path.to().node().isEmpty()));
    }

    private static boolean isReset(TcpConnections tcp) {
        return tcp.bulkDelivered() < tcp.connected()
                && tcp.errors().keySet().stream()
                        .anyMatch(error ->
                                error.startsWith("ECONNRESET") || error.startsWith("EPIPE"));
    }
}
