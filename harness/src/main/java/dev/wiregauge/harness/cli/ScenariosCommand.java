package dev.wiregauge.harness.cli;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;

/// Lists the catalogue, or shows one scenario as it is written.
@Command(
        name = "scenarios",
        description = "List the shipped scenarios, or show one.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  wiregauge scenarios                        all names with a line each",
            "  wiregauge scenarios compare-modes          one as it is written, with its comments"
        })
final class ScenariosCommand implements Runnable {
    private static final int NAME_COLUMNS = 19;
    private static final int LEAST_COLUMNS = 40;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            completionCandidates = Candidates.Scenarios.class,
            description = "Show this scenario's file.")
    private String name = "";

    @Option(names = "--json", description = "Print the list as one JSON object.")
    private boolean json;

    private record Listed(String name, String title, String defaultPreset, List<String> presets) {}

    private record Catalogue(int schemaVersion, List<Listed> scenarios) {}

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (json && name.isEmpty()) {
            List<Listed> all =
                    ScenarioReader.CATALOG.stream().map(ScenariosCommand::listed).toList();
            out.print(RecordJson.writePretty(new Catalogue(1, all), Catalogue.class));
            out.flush();
            return;
        }
        if (name.isEmpty()) {
            out.print(table(Terminal.of(out, System.getenv()).width()));
            out.flush();
            return;
        }
        ScenarioReader.find(name);
        out.print(ScenarioReader.catalogText(name));
        out.flush();
    }

    /// Names with their titles, which go on in further lines where the terminal ends.
    static String table(int width) {
        TextTable table =
                TextTable.forColumns(
                        Help.defaultColorScheme(Ansi.OFF),
                        new Column(NAME_COLUMNS, 0, Column.Overflow.SPAN),
                        new Column(
                                Math.max(width, LEAST_COLUMNS) - NAME_COLUMNS,
                                0,
                                Column.Overflow.WRAP));
        ScenarioReader.CATALOG.forEach(
                each -> table.addRowValues(each, ScenarioReader.find(each).title()));
        table.addRowValues("mesh", "Every pair of nodes, as a heat map ('run mesh --help').");
        return table.toString();
    }

    private static Listed listed(String name) {
        Scenario scenario = ScenarioReader.find(name);
        return new Listed(
                name,
                scenario.title(),
                scenario.defaultPreset(),
                scenario.presets().keySet().stream().sorted().toList());
    }
}
