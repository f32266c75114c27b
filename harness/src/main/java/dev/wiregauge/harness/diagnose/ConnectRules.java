package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.RoundTrips;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// TCP connections that come late, or not at all where they must.
final class ConnectRules implements Rule {
    /// Linux sends a SYN again after 1, 3, 7 ... 63 s (tcp_syn_retries 6); a connection that takes
    /// this long was made by the first retry.
    private static final int FIRST_RETRY_MICROS = 950_000;

    /// A path that loses datagrams loses SYNs as well: that is no ladder.
    private static final double LEAST_ANSWERED_SHARE = 0.98;

    private static final String KUBELET_PORT = "10250";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        Map<String, List<PathEvidence>> late = new LinkedHashMap<>();
        for (PathEvidence path : view.crossing()) {
            if (!explained.test(path) && deliversDatagrams(path) && everyConnectWaits(path)) {
                late.computeIfAbsent(
                                View.arrow(path.from().node(), path.to().node()),
                                _ -> new ArrayList<>())
                        .add(path);
            }
        }
        late.forEach((way, hit) -> findings.add(ladder(way, hit)));
        for (PathEvidence path : view.paths(Path.NODE_NODE)) {
            Optional.ofNullable(path.ports().get(KUBELET_PORT))
                    .filter(outcome -> outcome.silent() == outcome.attempts())
                    .filter(_ -> View.answers(path) && !explained.test(path))
                    .ifPresent(_ -> findings.add(kubelet(path)));
        }
        return merged(findings);
    }

    private static boolean deliversDatagrams(PathEvidence path) {
        return path.echoes().map(echoes -> share(echoes) >= LEAST_ANSWERED_SHARE).orElse(false);
    }

    private static double share(Echoes echoes) {
        return echoes.sent() == 0 ? 0 : (double) echoes.answered() / echoes.sent();
    }

    private static boolean everyConnectWaits(PathEvidence path) {
        return path.tcp()
                .flatMap(TcpConnections::connectMicros)
                .map(times -> times.least() >= FIRST_RETRY_MICROS)
                .orElse(false);
    }

    private static Diagnosed ladder(String way, List<PathEvidence> hit) {
        PathEvidence example = hit.getFirst();
        RoundTrips times = example.tcp().flatMap(TcpConnections::connectMicros).orElseThrow();
        return Diagnosed.of("F15", "connections take 1 s and more: each loses its first packet")
                .at(way)
                .direction(way)
                .paths(hit)
                .evidence(
                        "probe %s: fastest TCP handshake %d ms, the time of the first retry"
                                .formatted(example.name(), times.least() / 1000))
                .evidence(
                        "probe %s: UDP datagrams are answered within %d us"
                                .formatted(
                                        example.name(),
                                        example.echoes()
                                                .flatMap(Echoes::roundTripMicros)
                                                .map(RoundTrips::median)
                                                .orElse(0)))
                .cause(
                        "the first SYN of a flow is dropped: a wrong checksum after masquerading over a"
                                + " tunnel (kernels below 5.7), a race of NAT entries, or a filter that"
                                + " learns a flow by its first packet")
                .fix(
                        "FelixConfiguration featureDetectOverride: ChecksumOffloadBroken=true, or a newer"
                                + " kernel; masquerade with --random-fully; look at drops of new flows")
                .sure("certain that the first SYN is lost; possible causes are named")
                .done();
    }

    private static Diagnosed kubelet(PathEvidence path) {
        return Diagnosed.of(
                        "F64", "the kubelet of %s cannot be reached".formatted(path.to().name()))
                .severity(Severity.WARNING)
                .at(path.to().name())
                .direction(View.arrow(path.from().node(), path.to().node()))
                .evidence(
                        "probe %s: TCP %s neither answers nor refuses, other packets are answered"
                                .formatted(path.name(), KUBELET_PORT))
                .cause("a host firewall drops TCP 10250")
                .fix(
                        "allow TCP 10250 from the control plane and the nodes: logs, exec and"
                                + " metrics need it")
                .sure(
                        "certain from this node; whether the control plane is one of them is not known")
                .done();
    }

    /// One finding for each node, whichever other nodes cannot reach it.
    private static List<Diagnosed> merged(List<Diagnosed> findings) {
        Map<String, Diagnosed> byPlace = new LinkedHashMap<>();
        findings.forEach(
                each -> byPlace.putIfAbsent(each.finding().id() + each.finding().place(), each));
        return List.copyOf(byPlace.values());
    }
}
