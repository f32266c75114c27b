package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.lab.ExpectedFinding.Outcome;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

@Timeout(20)
class DetectionMatrixTest {
    private static Finding finding(String id, String place, String direction) {
        return new Finding(
                id, "title", Severity.ERROR, place, direction, List.of(), List.of(), "", "", "");
    }

    private static final Finding BLOCKED =
            finding("F12", "underlay node2 -> node1", "node2 -> node1");

    @Test
    void everyFaultOfTheLabHasANamedRowInTheDocument() {
        Map<String, String> wanted =
                LabFaults.all().stream()
                        .collect(
                                Collectors.toMap(
                                        LabFaults.Summary::id,
                                        fault -> fault.catalogueId() + " named"));
        assertThat(DetectionMatrix.committedVerdicts())
                .as("run DetectionMatrixIT with -Dwiregauge.matrix=write")
                .isEqualTo(wanted);
    }

    @Test
    void theRightFindingAloneIsNamed() {
        assertThat(ExpectedFinding.of("vxlan-port-blocked").of(List.of(BLOCKED)))
                .isEqualTo(Outcome.NAMED);
    }

    @Test
    void noFindingIsAMiss() {
        assertThat(ExpectedFinding.of("vxlan-port-blocked").of(List.of()))
                .isEqualTo(Outcome.MISSED);
    }

    @Test
    void anotherIdAnotherDirectionOrOneMoreFindingIsWrong() {
        ExpectedFinding expected = ExpectedFinding.of("vxlan-port-blocked");
        assertThat(expected.of(List.of(finding("F11", "underlay", "node2 -> node1"))))
                .isEqualTo(Outcome.WRONGLY_NAMED);
        assertThat(expected.of(List.of(finding("F12", "underlay", "node1 -> node2"))))
                .isEqualTo(Outcome.WRONGLY_NAMED);
        assertThat(expected.of(List.of(finding("F12", "underlay", "both"))))
                .isEqualTo(Outcome.WRONGLY_NAMED);
        assertThat(expected.of(List.of(BLOCKED, finding("F49", "Service a", "both"))))
                .isEqualTo(Outcome.WRONGLY_NAMED);
    }

    @Test
    void ofTwoFaultsBothMustBeNamed() {
        List<ExpectedFinding> both =
                List.of(
                        ExpectedFinding.of("vxlan-port-blocked"),
                        ExpectedFinding.of("masquerade-missing"));
        Finding other = finding("F38", "node2", "node2 -> outside");
        assertThat(ExpectedFinding.of(both, List.of(BLOCKED, other))).isEqualTo(Outcome.NAMED);
        assertThat(ExpectedFinding.of(both, List.of(BLOCKED))).isEqualTo(Outcome.WRONGLY_NAMED);
    }
}
