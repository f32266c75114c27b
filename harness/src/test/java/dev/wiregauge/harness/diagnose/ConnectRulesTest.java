package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.RoundTrips;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(10)
class ConnectRulesTest {
    private static Echoes echoes(String local, int answered) {
        return new Echoes(
                local,
                100,
                answered,
                answered,
                Map.of("peer", answered),
                Map.of(local, answered),
                Map.of(),
                Optional.of(new RoundTrips(50, 60, 90, 100)));
    }

    private static TcpConnections tcp(int silent, Optional<RoundTrips> connect) {
        int connected = connect.isPresent() ? 2 : 0;
        return new TcpConnections(
                connected + silent,
                connected,
                connected,
                0,
                silent,
                Map.of(),
                Map.of(),
                Map.of(),
                1448,
                1500,
                0,
                0,
                0,
                0,
                connect);
    }

    private static PathEvidence pods(int answered, int leastMicros) {
        return new PathEvidence(
                Path.POD_POD_CROSS_NODE,
                Optional.of(Mode.BGP),
                new End("pod-1", "node1", "10.244.1.2"),
                new End("pod-2", "node2", "10.244.2.2"),
                Optional.empty(),
                Optional.of(echoes("10.244.1.2", answered)),
                Optional.empty(),
                Optional.of(
                        tcp(
                                0,
                                Optional.of(
                                        new RoundTrips(
                                                leastMicros, leastMicros, 1_100_000, 1_100_000)))),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of());
    }

    private static PathEvidence nodes(TcpConnections kubelet) {
        return new PathEvidence(
                Path.NODE_NODE,
                Optional.empty(),
                new End("node1", "node1", "192.0.2.1"),
                new End("node2", "node2", "192.0.2.2"),
                Optional.empty(),
                Optional.of(echoes("192.0.2.1", 100)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("10250", kubelet),
                Map.of());
    }

    private static List<Finding> judge(PathEvidence path) {
        return Judge.findings(
                        new Evidence(
                                Evidence.SCHEMA_VERSION,
                                Samples.intent(),
                                List.of(path),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of()))
                .stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    @Test
    void everyConnectionAtTheFirstRetryIsALadder() {
        assertThat(judge(pods(100, 1_020_000)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F15");
                    assertThat(finding.direction()).isEqualTo("node1 -> node2");
                });
    }

    @Test
    void oneLateConnectionIsABusyMachines() {
        assertThat(judge(pods(100, 400))).isEmpty();
    }

    @Test
    void aPathThatLosesDatagramsLosesSynsAsWell() {
        assertThat(judge(pods(70, 1_020_000))).extracting(Finding::id).doesNotContain("F15");
    }

    @Test
    void aSilentKubeletIsNamedAndARefusingOneIsReached() {
        assertThat(judge(nodes(tcp(1, Optional.empty()))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F64");
                    assertThat(finding.place()).isEqualTo("node2");
                });
        assertThat(judge(nodes(tcp(0, Optional.of(new RoundTrips(300, 300, 300, 300)))))).isEmpty();
    }
}
