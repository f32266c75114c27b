package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.wiregauge.harness.DiagnosisFlow;
import dev.wiregauge.harness.diagnose.Judge;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.MtuRecommendation;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A lab of both families is diagnosed in either: healthy, and with pods whose MTU is too large for
/// their tunnels, which over IPv6 has 20 bytes less room.
@RequiresLab
@Timeout(300)
class DualDiagnosisIT {
    @TempDir private Path journals;

    @Test
    void eitherFamilyIsHealthyUntilItsPodsAreTooLargeForItsTunnel() {
        List<Mode> modes = List.of(Mode.VXLAN, Mode.VXLAN_IPV6);
        try (LabTestbed lab =
                new LabTestbed(
                        LabOptions.STANDARD.withFamilies(Families.DUAL),
                        AgentProgram.installed(),
                        new Journals(journals).open(TestRun.newId(), "test", Instant.now()))) {
            DiagnosisFlow flow =
                    new DiagnosisFlow(
                            lab, modes, phrase -> {}, Clock.systemUTC(), new SecureRandom());
            flow.place();
            Evidence healthy = flow.collect();
            assertThat(ExpectedFinding.aboveInfo(healthy)).isEmpty();
            assertThat(healthy.notChecked()).isEmpty();

            lab.podMtu().orElseThrow().set(Optional.of(1500));
            Evidence evidence = flow.collect();
            List<Finding> findings = ExpectedFinding.aboveInfo(evidence);
            for (Mode mode : modes) {
                assertThat(findings)
                        .as(mode.id())
                        .anyMatch(finding ->
                                finding.paths().stream()
                                        .anyMatch(path -> path.contains(mode.id() + "-1")));
            }
            assertThat(Judge.advice(evidence))
                    .extracting(MtuRecommendation::mode, MtuRecommendation::podMtuBytes)
                    .containsExactlyInAnyOrder(
                            tuple(Mode.VXLAN, 1450), tuple(Mode.VXLAN_IPV6, 1430));
        }
    }
}
