package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// A BGP daemon takes a second connection from a neighbour for that neighbour's restart: a
/// diagnosis that looks whether its port is open must not cost the cluster its routes.
@RequiresLab
@Timeout(120)
class BirdDiagnosisIT {
    @TempDir private Path journals;

    @Test
    void aDiagnosisLeavesBgpSessionsAlone() {
        LabOptions options = LabOptions.STANDARD.withRoutes(LabOptions.Routes.BIRD);
        try (DiagnosedLab lab = DiagnosedLab.build(options, List.of(Mode.BGP), journals)) {
            LabTopology.Node first = lab.topology().nodes().getFirst();
            LabTopology.Node second = lab.topology().nodes().getLast();
            String before = session(first);
            assertThat(before).contains(second.address());

            Evidence evidence = lab.collect();

            assertThat(session(first)).isEqualTo(before);
            assertThat(ExpectedFinding.aboveInfo(evidence)).isEmpty();
            assertThat(evidence.kernels())
                    .hasEntrySatisfying(
                            first.name(),
                            facts -> assertThat(facts.hasBgpSession(second.address())).isTrue());
            assertThat(evidence.paths().stream().map(PathEvidence::ports).toList())
                    .filteredOn(ports -> ports.containsKey("179"))
                    .isNotEmpty()
                    .allSatisfy(ports ->
                            assertThat(ports)
                                    .hasEntrySatisfying(
                                            "179", tcp -> assertThat(tcp.connected()).isOne()));
        }
    }

    /// Both ends of the connection: a new one would have another port.
    private static String session(LabTopology.Node node) {
        String listed =
                TestLab.RUNNER.run(
                        Command.of(
                                "ip",
                                "netns",
                                "exec",
                                node.namespace(),
                                "ss",
                                "-Htn",
                                "state",
                                "established",
                                "( sport = :179 or dport = :179 )"));
        return listed.strip().replaceAll("^\\d+\\s+\\d+\\s+", "");
    }
}
