package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ClusterPlan.NodePlan;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.NodePort;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(10)
class NodePortRulesTest {
    private enum Answer {
        OPEN,
        REFUSED,
        SILENT
    }

    private static TcpConnections tcp(Answer answer) {
        return new TcpConnections(
                1,
                answer == Answer.OPEN ? 1 : 0,
                0,
                answer == Answer.REFUSED ? 1 : 0,
                answer == Answer.SILENT ? 1 : 0,
                Map.of(),
                Map.of(),
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.empty());
    }

    private static Echoes echoes(int answered, Map<String, Integer> errors) {
        return new Echoes(
                "192.0.2.1", 4, answered, answered, Map.of(), Map.of(), errors, Optional.empty());
    }

    private static PathEvidence path(
            String from, String to, Optional<Echoes> wireguard, Map<String, TcpConnections> ports) {
        return new PathEvidence(
                Path.NODE_NODE,
                Optional.empty(),
                new End(from, from, "192.0.2.1"),
                new End(to, to, "192.0.2.2"),
                Optional.empty(),
                Optional.of(echoes(4, Map.of())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                wireguard,
                ports,
                Map.of());
    }

    private static PathEvidence path(String from, String to, NodePort port, Answer answer) {
        return path(
                from, to, Optional.empty(), Map.of(Integer.toString(port.number()), tcp(answer)));
    }

    private static List<Finding> judge(PathEvidence... paths) {
        return Judge.findings(
                new Evidence(
                        Evidence.SCHEMA_VERSION,
                        Samples.intent(),
                        Arrays.asList(paths),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void aSilentPortIsNamedAndOneThatAnswersOrRefusesIsReached() {
        for (NodePort port : NodePort.values()) {
            assertThat(judge(path("node1", "node2", port, Answer.OPEN))).isEmpty();
            assertThat(judge(path("node1", "node2", port, Answer.REFUSED))).isEmpty();
            assertThat(judge(path("node1", "node2", port, Answer.SILENT)))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.id()).isEqualTo("F67");
                        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                        assertThat(finding.place()).isEqualTo("node2");
                        assertThat(finding.direction()).isEqualTo("node1 -> node2");
                        assertThat(finding.title()).contains("TCP " + port.number());
                    });
        }
    }

    @Test
    void whereATyphaIsReachedSilenceOnAnotherNodeIsOnlySaid() {
        assertThat(
                        judge(
                                path("node1", "node2", NodePort.TYPHA, Answer.SILENT),
                                path("node2", "node1", NodePort.TYPHA, Answer.OPEN)))
                .singleElement()
                .extracting(Finding::severity)
                .isEqualTo(Severity.INFO);
    }

    /// WireGuard answers no stranger, so silence is what a healthy one gives.
    @Test
    void aWireguardPortThatRefusesIsNamedAndASilentOneIsNot() {
        Optional<Echoes> silent = Optional.of(echoes(0, Map.of()));
        Optional<Echoes> refused = Optional.of(echoes(0, Map.of("ECONNREFUSED from 192.0.2.2", 4)));
        assertThat(judge(path("node1", "node2", silent, Map.of()))).isEmpty();
        assertThat(judge(path("node1", "node2", refused, Map.of())))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("F67");
                    assertThat(finding.title()).contains("UDP 51820");
                });
    }

    @Test
    void aPortIsAskedOnlyWhereAProgramNeedsIt() {
        ClusterPlan plan = plan(true);
        assertThat(NodePort.ETCD.isNeeded(plan, "control1", "control2")).isTrue();
        assertThat(NodePort.ETCD.isNeeded(plan, "worker", "control1")).isFalse();
        assertThat(NodePort.API_SERVER.isNeeded(plan, "worker", "control1")).isTrue();
        assertThat(NodePort.API_SERVER.isNeeded(plan, "control1", "worker")).isFalse();
        assertThat(NodePort.TYPHA.isNeeded(plan, "control1", "worker")).isTrue();
        assertThat(NodePort.TYPHA.isNeeded(plan(false), "control1", "worker")).isFalse();
    }

    private static ClusterPlan plan(boolean calico) {
        return new ClusterPlan(
                List.of(),
                List.of(node("control1", true), node("control2", true), node("worker", false)),
                Optional.empty(),
                "",
                List.of(),
                calico,
                true,
                List.of());
    }

    private static NodePlan node(String name, boolean controlPlane) {
        return new NodePlan(name, "", List.of(), "", "", "", Optional.of(controlPlane));
    }
}
