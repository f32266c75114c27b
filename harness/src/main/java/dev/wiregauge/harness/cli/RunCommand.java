package dev.wiregauge.harness.cli;

import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// Any scenario, by catalogue name or file.
@Command(
        name = "run",
        description = "Run a scenario of the catalogue, or of your own.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  wiregauge run compare-modes --repeats 10",
            "  wiregauge run ./my-scenario.yaml --out /tmp/run-1",
            "  wiregauge run services --testbed kubernetes"
        })
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "SCENARIO",
            completionCandidates = Candidates.Scenarios.class,
            description = "A name of 'wiregauge scenarios', or the path of a .yaml file.")
    private String scenario = "";

    @Mixin private RunFlags flags = new RunFlags();
    @Mixin private TestbedFlags testbed = new TestbedFlags();

    @Override
    public Integer call() {
        Scenario found = ScenarioReader.find(scenario);
        boolean shipped = ScenarioReader.CATALOG.contains(scenario);
        return new RunExecution(spec, flags, testbed)
                .execute(shipped && !flags.namesModes() ? testbed.adapt(found) : found);
    }
}
