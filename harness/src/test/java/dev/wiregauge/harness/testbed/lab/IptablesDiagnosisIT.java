package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.DiagnosisFlow;
import dev.wiregauge.harness.diagnose.Judge;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
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

/// A lab whose Services are iptables rules is diagnosed as one of nftables, which every other test
/// has: healthy, and with faults of Services that only the rules show.
@RequiresLab
@Timeout(300)
class IptablesDiagnosisIT {
    @TempDir private Path journals;

    @Test
    void servicesOfIptablesAreHealthyUntilTheirRulesAreBroken() {
        LabOptions options = LabOptions.STANDARD.withDns(true).withProxy(LabOptions.Proxy.IPTABLES);
        try (LabTestbed lab =
                new LabTestbed(
                        options,
                        AgentProgram.installed(),
                        new Journals(journals).open(TestRun.newId(), "test", Instant.now()))) {
            DiagnosisFlow flow =
                    new DiagnosisFlow(
                            lab,
                            List.of(Mode.VXLAN),
                            phrase -> {},
                            Clock.systemUTC(),
                            new SecureRandom());
            flow.place();
            Evidence healthy = flow.collect();
            assertThat(aboveInfo(healthy)).isEmpty();
            assertThat(healthy.notChecked()).isEmpty();
            assertThat(healthy.calls().orElseThrow()).hasSize(11);

            lab.addFault("affinity-ignored");
            assertThat(aboveInfo(flow.collect())).containsExactly("F47");
            lab.clearFault("affinity-ignored");
            lab.addFault("local-policy-ignored");
            assertThat(aboveInfo(flow.collect())).containsExactly("F44");
        }
    }

    private static List<String> aboveInfo(Evidence evidence) {
        return Judge.findings(evidence).stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Finding::id)
                .toList();
    }
}
