package dev.wiregauge.harness.cli;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.TerminalTable;
import dev.wiregauge.report.chart.Chart;
import dev.wiregauge.report.export.CsvExport;
import dev.wiregauge.report.export.HistogramExport;
import dev.wiregauge.report.export.JsonExport;
import dev.wiregauge.report.export.OpenMetricsExport;
import dev.wiregauge.report.findings.FindingsFiles;
import dev.wiregauge.report.html.HtmlReport;
import dev.wiregauge.report.html.Overlay;
import dev.wiregauge.report.html.ReportFiles;
import dev.wiregauge.result.RunFolder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Everything that is derived from run folders, made again.
@Command(
        name = "report",
        description =
                "Render a run's report again, lay several runs over each other, or export them.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  wiregauge report runs/20261123-101500-compare-modes",
            "  wiregauge report runs/before runs/after --out overlay.html",
            "  wiregauge report runs/before --export csv --out samples.csv",
            "  wiregauge report runs/before --export png --out charts/"
        })
final class ReportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders.")
    private List<Path> runs = List.of();

    /// Formats for other programs.
    enum Format {
        csv,
        json,
        hlog,
        openmetrics,
        png
    }

    @Option(
            names = "--export",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}: instead of a page.")
    private Optional<Format> export = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "PATH",
            description =
                    "File to write (a folder for png; default: standard output for exports,"
                            + " overlay.html for several runs).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--quiet", description = "Print only where it was written.")
    private boolean quiet;

    @Override
    public Integer call() {
        if (runs.size() == 1 && isDiagnosis(runs.getFirst())) {
            return diagnosis(RunFolder.openDiagnosis(runs.getFirst()));
        }
        List<RunFolder> folders = runs.stream().map(RunFolder::open).toList();
        List<Comparison> comparisons = folders.stream().map(Comparison::of).toList();
        if (export.isPresent()) {
            export(export.get(), comparisons);
        } else if (folders.size() == 1) {
            Path report = ReportFiles.write(folders.getFirst(), comparisons.getFirst());
            if (!quiet) {
                Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
                print(
                        TerminalTable.render(
                                comparisons.getFirst(), terminal.width(), terminal.color()));
                print("\n");
            }
            print("Report:  " + report + "\n");
        } else {
            Path file = out.orElse(Path.of("overlay.html"));
            OutputFile.write(file, new HtmlReport().render(Overlay.of(comparisons)));
            print("Report:  " + file + "\n");
        }
        return ExitCode.PASS;
    }

    private static boolean isDiagnosis(Path folder) {
        return RunFolder.holdsFindings(folder) && !RunFolder.holdsRun(folder);
    }

    private int diagnosis(RunFolder folder) {
        if (export.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s holds a diagnosis, which has no samples to export; for other programs: %s, %s and %s in it"
                            .formatted(
                                    folder.root(),
                                    RunFolder.FINDINGS,
                                    FindingsFiles.SARIF,
                                    FindingsFiles.JUNIT));
        }
        Path report = FindingsFiles.write(folder);
        DiagnosisSummary summary =
                new DiagnosisSummary(
                        folder.readDiagnosis(),
                        folder.readEvidence(),
                        DiagnosisSummary.Detail.USUAL,
                        false);
        print(String.join("\n", summary.lines()) + "\nReport:   " + report + "\n");
        return ExitCode.PASS;
    }

    private void export(Format format, List<Comparison> comparisons) {
        switch (format) {
            case csv -> text(CsvExport.render(comparisons));
            case json -> text(JsonExport.render(comparisons));
            case hlog -> text(HistogramExport.render(comparisons));
            case openmetrics -> text(OpenMetricsExport.render(comparisons));
            case png -> pictures(comparisons);
        }
    }

    private void text(String text) {
        if (out.isPresent()) {
            OutputFile.write(out.get(), text);
            print("Written: " + out.get() + "\n");
        } else {
            print(text);
        }
    }

    private void pictures(List<Comparison> comparisons) {
        Path folder = out.orElse(Path.of("charts"));
        int written = 0;
        for (Comparison comparison : comparisons) {
            for (Chart chart : HtmlReport.charts(comparison)) {
                String name = comparison.run().id() + "-" + chart.id() + ".png";
                OutputFile.write(folder.resolve(name), chart.png());
                written++;
            }
        }
        print("Written: " + written + " charts to " + folder + "\n");
    }

    private void print(String text) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.print(text);
        writer.flush();
    }
}
