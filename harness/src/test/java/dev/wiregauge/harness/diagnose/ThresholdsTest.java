package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.RoundTrips;
import dev.wiregauge.scenario.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Rules that weigh figures, on both sides of what they weigh them against: a healthy lab's
/// evidence with one figure changed.
@Timeout(20)
class ThresholdsTest {
    private final Evidence healthy = RecordedEvidence.of("healthy");

    private static List<String> ids(Evidence evidence) {
        return Judge.findings(evidence).stream()
                .filter(finding -> finding.severity() != Finding.Severity.INFO)
                .map(Finding::id)
                .toList();
    }

    private Evidence withEchoes(Path kind, UnaryOperator<Echoes> change) {
        return RecordedEvidence.with(
                healthy,
                healthy.paths().stream()
                        .map(path -> path.kind() == kind ? with(path, change) : path)
                        .toList(),
                healthy.kernels());
    }

    private static PathEvidence with(PathEvidence path, UnaryOperator<Echoes> change) {
        return new PathEvidence(
                path.kind(),
                path.mode(),
                path.from(),
                path.to(),
                path.wire(),
                path.echoes().map(change),
                path.mtu(),
                path.tcp(),
                path.fragmented(),
                path.wireguard(),
                path.ports(),
                path.counters());
    }

    private static UnaryOperator<Echoes> trips(int leastMicros, int medianMicros) {
        return echoes ->
                new Echoes(
                        echoes.localAddress(),
                        echoes.sent(),
                        echoes.answered(),
                        echoes.arrived(),
                        echoes.servedBy(),
                        echoes.peersSeen(),
                        echoes.errors(),
                        Optional.of(
                                new RoundTrips(
                                        leastMicros,
                                        medianMicros,
                                        2 * medianMicros,
                                        3 * medianMicros)));
    }

    @Test
    void aDelayCountsFromFiveMillisecondsOn() {
        assertThat(ids(withEchoes(Path.NODE_NODE, trips(4_999, 5_100)))).isEmpty();
        assertThat(ids(withEchoes(Path.NODE_NODE, trips(5_000, 5_100)))).containsExactly("F58");
    }

    /// As seen in a healthy lab at a load of 14 on two CPUs.
    @Test
    void aBusyMachineIsNoDistance() {
        Evidence busy = withEchoes(Path.POD_POD_SAME_NODE, trips(900, 20_000));
        List<PathEvidence> paths =
                busy.paths().stream()
                        .map(path ->
                                path.kind() == Path.NODE_NODE
                                        ? with(path, trips(5_000, 35_100))
                                        : path)
                        .toList();
        assertThat(ids(RecordedEvidence.with(busy, paths, busy.kernels()))).isEmpty();
    }

    @Test
    void aSpreadCountsOnlyWherePodsOfOneNodeAnswerSteadily() {
        assertThat(ids(withEchoes(Path.NODE_NODE, trips(100, 90_000)))).containsExactly("F59");
        assertThat(ids(withEchoes(Path.NODE_NODE, trips(100, 4_000)))).isEmpty();
        Evidence busy = withEchoes(Path.POD_POD_SAME_NODE, trips(100, 80_000));
        List<PathEvidence> paths =
                busy.paths().stream()
                        .map(path ->
                                path.kind() == Path.NODE_NODE
                                        ? with(path, trips(100, 90_000))
                                        : path)
                        .toList();
        assertThat(ids(RecordedEvidence.with(busy, paths, busy.kernels()))).isEmpty();
    }

    private static UnaryOperator<Echoes> losing(int lost) {
        return echoes ->
                new Echoes(
                        echoes.localAddress(),
                        echoes.sent(),
                        echoes.sent() - lost,
                        echoes.sent() - lost,
                        echoes.servedBy(),
                        echoes.peersSeen(),
                        echoes.errors(),
                        echoes.roundTripMicros());
    }

    @Test
    void aLossCountsFromOneInAThousandOn() {
        assertThat(ids(withEchoes(Path.POD_POD_CROSS_NODE, losing(0)))).isEmpty();
        assertThat(ids(withEchoes(Path.POD_POD_CROSS_NODE, losing(10)))).contains("F54");
    }
}
