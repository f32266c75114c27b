package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.lab.LabTestbed;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioException;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Where to measure, and what each testbed lets the user choose.
final class TestbedFlags {
    private static final Set<Mode> LAB_MODES =
            Set.of(
                    Mode.HOST,
                    Mode.BGP,
                    Mode.IPIP,
                    Mode.VXLAN,
                    Mode.IPIP_CROSS_SUBNET,
                    Mode.VXLAN_CROSS_SUBNET);

    @Option(
            names = "--testbed",
            description = "Where to measure: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Kind kind = Kind.lab;

    @Mixin private LabFlags lab = new LabFlags();

    // picocli prints these names as they stand, so they are written as the user types them
    private enum Kind {
        lab
    }

    /// Refuses what the chosen testbed cannot measure, before anything is built.
    void check(Scenario scenario) {
        for (Mode mode : scenario.modes()) {
            if (!LAB_MODES.contains(mode)) {
                throw new ScenarioException(
                        "mode %s cannot be measured in the lab, allowed: %s"
                                .formatted(
                                        mode.id(),
                                        String.join(
                                                ", ",
                                                LAB_MODES.stream()
                                                        .sorted()
                                                        .map(Mode::id)
                                                        .toList())));
            }
        }
    }

    List<String> describe(TestbedPlan plan) {
        return switch (kind) {
            case lab -> LabTestbed.describe(lab.options(), plan);
        };
    }

    /// @param purpose for a person who finds the journal, such as `compare`
    Testbed open(Journals journals, String runId, String purpose, Instant now) {
        return switch (kind) {
            case lab ->
                    new LabTestbed(
                            lab.options(),
                            AgentProgram.installed(),
                            journals.open(runId, purpose, now));
        };
    }
}
