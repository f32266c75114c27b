package dev.wiregauge.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Diagnosis.Outcome;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Instant;
import java.util.List;

@Timeout(10)
class DiagnosisTest {
    private static Diagnosis diagnosis(
            Severity failOn, List<Severity> findings, List<NotChecked> notChecked) {
        return new Diagnosis(
                Diagnosis.SCHEMA_VERSION,
                "d1",
                "0",
                "lab",
                Instant.EPOCH,
                Instant.EPOCH,
                new Diagnosis.Settings(List.of("bgp"), 2, failOn, List.of()),
                1,
                findings.stream()
                        .map(severity ->
                                new Finding(
                                        "F00", "t", severity, "node1", "both", List.of(), List.of(),
                                        "c", "f", "s"))
                        .toList(),
                notChecked,
                List.of());
    }

    @Test
    void failsFromTheSeverityThatWasAskedFor() {
        for (Severity failOn : Severity.values()) {
            for (Severity found : Severity.values()) {
                assertThat(diagnosis(failOn, List.of(found), List.of()).outcome())
                        .as("%s on %s", found, failOn)
                        .isEqualTo(found.compareTo(failOn) >= 0 ? Outcome.FAIL : Outcome.PASS);
            }
        }
    }

    @Test
    void isNeverAnAllClearWhileSomethingWasNotChecked() {
        List<NotChecked> lost = List.of(new NotChecked("a", "b"));
        assertThat(diagnosis(Severity.INFO, List.of(), lost).outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(diagnosis(Severity.ERROR, List.of(Severity.WARNING), lost).outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(diagnosis(Severity.ERROR, List.of(Severity.ERROR), lost).outcome())
                .isEqualTo(Outcome.FAIL);
    }
}
