package dev.wiregauge.harness.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.wiregauge.harness.testbed.lab.ExpectedFinding;
import dev.wiregauge.harness.testbed.lab.LabFaults;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NotChecked;
import dev.wiregauge.result.evidence.NetworkFacts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Judges what real labs showed: each fault is named, at its place, and nothing else is. So each
/// rule has a positive in its own fault's evidence and negatives in all others'.
@Timeout(60)
class RecordedEvidenceTest {
    static List<String> faults() {
        return LabFaults.all().stream().map(LabFaults.Summary::id).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"healthy", "healthy-on-a-busy-machine", "healthy-with-dns"})
    void isSilentOnHealthyLabs(String name) {
        assertThat(ExpectedFinding.aboveInfo(RecordedEvidence.of(name))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultIsRecorded(String fault) {
        assertThat(RecordedEvidence.exists(fault))
                .as(
                        "no evidence of %s; the README beside the fixtures says how to record it",
                        fault)
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void namesTheFaultAtItsPlaceAndNothingElse(String fault) {
        List<Finding> findings = ExpectedFinding.aboveInfo(RecordedEvidence.of(fault));

        assertThat(ExpectedFinding.of(fault).of(findings))
                .as(ExpectedFinding.words(findings))
                .isEqualTo(ExpectedFinding.Outcome.NAMED);
        assertThat(findings.getFirst().evidence()).isNotEmpty();
    }

    @Test
    void evidenceSurvivesBeingWrittenAndRead() {
        Evidence evidence = RecordedEvidence.of("healthy");
        String json = RecordJson.write(evidence, Evidence.class);
        assertThat(RecordJson.read(json, Evidence.class)).isEqualTo(evidence);
    }

    /// An agent may be lost at any moment: rules must judge what is left.
    @ParameterizedTest
    @MethodSource("faults")
    void whatIsLeftOfTheEvidenceIsJudgedToo(String fault) {
        Evidence whole = RecordedEvidence.of(fault);
        for (String agent : whole.kernels().keySet()) {
            Map<String, NetworkFacts> kernels = new TreeMap<>(whole.kernels());
            kernels.remove(agent);
            Evidence less = RecordedEvidence.with(whole, whole.paths(), kernels);
            assertThatCode(() -> Judge.findings(less)).doesNotThrowAnyException();
        }
    }

    @Test
    void withoutAnyEvidenceNothingIsFoundAndNothingThrown() {
        Evidence full = RecordedEvidence.of("vxlan-port-blocked");
        Evidence none =
                new Evidence(
                        Evidence.SCHEMA_VERSION,
                        full.intent(),
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new NotChecked("everything", "no agent answered")));
        assertThat(Judge.findings(none)).isEmpty();
    }
}
