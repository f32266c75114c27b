package dev.wiregauge.harness.cli;

import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
            "  wiregauge run services --testbed kubernetes",
            "  wiregauge run mesh --nodes 4                  round trip, loss, path MTU, mode of all pairs"
        })
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "SCENARIO",
            completionCandidates = Candidates.Scenarios.class,
            description =
                    "A name of 'wiregauge scenarios', the path of a .yaml file, or mesh: every pair of nodes.")
    private String scenario = "";

    @Option(
            names = "--pairs",
            paramLabel = "N",
            description =
                    "Of mesh: most ordered pairs of nodes in each mode; a sample of whole rounds beyond (default: ${DEFAULT-VALUE}).")
    private long pairs = 10_000;

    @Mixin private RunFlags flags = new RunFlags();
    @Mixin private TestbedFlags testbed = new TestbedFlags();

    @Override
    public Integer call() {
        if (scenario.equals(MeshExecution.NAME)) {
            if (pairs < 2) {
                throw new ParameterException(
                        spec.commandLine(), "--pairs is " + pairs + ", allowed: 2 or more");
            }
            return new MeshExecution(spec, flags, testbed, pairs).execute();
        }
        Scenario found = ScenarioReader.find(scenario);
        boolean shipped = ScenarioReader.CATALOG.contains(scenario);
        return new RunExecution(spec, flags, testbed)
                .execute(shipped && !flags.namesModes() ? testbed.adapt(found) : found);
    }
}
