package dev.wiregauge.harness.cli;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.TerminalTable;
import dev.wiregauge.report.gate.BaselineStore;
import dev.wiregauge.report.gate.GateSide;
import dev.wiregauge.result.RunFolder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/// Named baselines in a folder fit for git: the record of runs without captures and reports.
@Command(
        name = "baseline",
        description = "Keep runs under a name, to gate later ones against.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  wiregauge baseline save main runs/20261123-101500-compare-modes",
            "  wiregauge baseline list",
            "  wiregauge gate main runs/20261124-101500-compare-modes"
        })
final class BaselineCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--baselines",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = BaselineStore.DEFAULT_FOLDER,
            description = "Where named baselines lie (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of(BaselineStore.DEFAULT_FOLDER);

    private record Listed(int schemaVersion, List<BaselineStore.Baseline> baselines) {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "save",
            description =
                    "Add a run to a baseline; five or more runs show the spread between runs.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  wiregauge baseline save main runs/20261123-101500-compare-modes"
            })
    void save(
            @Parameters(paramLabel = "NAME", description = "Letters, digits, dots and hyphens.")
                    String name,
            @Parameters(paramLabel = "RUN", description = "A run folder.") Path run) {
        Path saved = new BaselineStore(folder).save(name, RunFolder.open(run));
        out().println("saved as " + saved);
        out().println("Next: wiregauge gate " + name + " RUN");
        out().flush();
    }

    @Command(
            name = "list",
            description = "Show the baselines and how many runs each holds.",
            mixinStandardHelpOptions = true,
            footer = {"", "Examples:", "  wiregauge baseline list --json"})
    void list(
            @Option(names = "--json", description = "Print one JSON object instead of text.")
                    boolean json) {
        List<BaselineStore.Baseline> baselines = new BaselineStore(folder).list();
        if (json) {
            out().print(RecordJson.writePretty(new Listed(1, baselines), Listed.class));
            out().flush();
            return;
        }
        if (baselines.isEmpty()) {
            out().println(
                            "no baseline in "
                                    + folder
                                    + "; make one: wiregauge baseline save NAME RUN");
        }
        baselines.forEach(each ->
                out().printf(
                                "%-24s %d %s%n",
                                each.name(), each.runs(), each.runs() == 1 ? "run" : "runs"));
        out().flush();
    }

    @Command(
            name = "show",
            description = "Show the runs of a baseline and the newest one's numbers.",
            mixinStandardHelpOptions = true,
            footer = {"", "Examples:", "  wiregauge baseline show main"})
    void show(
            @Parameters(paramLabel = "NAME", description = "A name of 'baseline list'.")
                    String name) {
        GateSide side = GateSide.load(new BaselineStore(folder).find(name));
        for (Comparison run : side.runs()) {
            out().println(run.run().startedAt() + "  " + run.run().id());
        }
        out().println();
        Terminal terminal = Terminal.of(out(), System.getenv());
        out().print(TerminalTable.render(side.latest(), terminal.width(), terminal.color()));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
