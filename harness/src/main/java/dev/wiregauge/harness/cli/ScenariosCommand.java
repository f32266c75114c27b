package dev.wiregauge.harness.cli;

import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/// Lists the catalogue, or shows one scenario as it is written.
@Command(
        name = "scenarios",
        description = "List the shipped scenarios, or show one.",
        mixinStandardHelpOptions = true)
final class ScenariosCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            completionCandidates = Candidates.Scenarios.class,
            description = "Show this scenario's file.")
    private String name = "";

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (name.isEmpty()) {
            for (String each : ScenarioReader.CATALOG) {
                Scenario scenario = ScenarioReader.find(each);
                out.printf("%-18s %s%n", each, scenario.title());
            }
            return;
        }
        ScenarioReader.find(name);
        out.print(ScenarioReader.catalogText(name));
        out.flush();
    }
}
