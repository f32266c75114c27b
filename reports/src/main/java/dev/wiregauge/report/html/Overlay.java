package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.EnvironmentCheck;
import dev.wiregauge.report.History;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.RunSeries;
import dev.wiregauge.report.Verdicts;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.result.Cell;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the page of several runs shows, every number already in words.
///
/// @param differences between the first run's machine and others'; runs of unlike machines may be
///   looked at beside each other, but not compared
public record Overlay(
        String title,
        List<RunLine> runs,
        List<String> differences,
        List<CellTable> tables,
        List<Figure> figures,
        List<String> changes) {

    /// @param letter stands for the run in tables and charts
    public record RunLine(String letter, String id, String when, String verdict, String settings) {}

    /// One metric of one row.
    public record CellTable(String title, String id, List<ModeLine> lines) {}

    /// One mode; an entry per run.
    public record ModeLine(String mode, int position, List<RunValue> values) {}

    public record RunValue(String value, String ratio) {}

    private static final int MOST_LETTERS = 26;

    public static Overlay of(List<Comparison> comparisons) {
        RunSeries series = new RunSeries(comparisons);
        List<String> changes = new ArrayList<>();
        changes.addAll(History.changes(series, Metric.GOODPUT));
        changes.addAll(History.changes(series, Metric.LATENCY_P50));
        return new Overlay(
                comparisons.size() + " runs side by side",
                runLines(series),
                differences(series),
                tables(series),
                new OverlayFigures(series).figures(),
                changes);
    }

    /// A, B, C; after Z simply numbers.
    static String letter(int run) {
        return run < MOST_LETTERS ? String.valueOf((char) ('A' + run)) : String.valueOf(run + 1);
    }

    private static List<RunLine> runLines(RunSeries series) {
        List<RunLine> lines = new ArrayList<>();
        for (Comparison run : series.runs()) {
            lines.add(
                    new RunLine(
                            letter(lines.size()),
                            run.run().id(),
                            run.run().startedAt().toString(),
                            Verdicts.word(run.run().verdict()),
                            dev.wiregauge.report.Settings.line(run.run())));
        }
        return lines;
    }

    private static List<String> differences(RunSeries series) {
        Set<String> differences = new LinkedHashSet<>();
        for (Comparison run : series.runs()) {
            for (String difference :
                    EnvironmentCheck.differences(series.runs().getFirst().run(), run.run())) {
                differences.add(run.run().id() + ", " + difference);
            }
        }
        return List.copyOf(differences);
    }

    private static List<CellTable> tables(RunSeries series) {
        List<CellTable> tables = new ArrayList<>();
        RowTitles titles = new RowTitles(series.latest());
        Inks inks = new Inks(series.latest().run().scenario());
        for (Comparison.Row row : series.latest().rows()) {
            for (Metric metric : OverlayFigures.shown(row)) {
                List<ModeLine> lines = new ArrayList<>();
                for (Entry entry : row.entries()) {
                    Cell cell = entry.cell();
                    lines.add(
                            new ModeLine(
                                    cell.contender(),
                                    inks.position(cell),
                                    series.runs().stream()
                                            .map(run -> value(run, cell, metric))
                                            .toList()));
                }
                String title = titles.of(row) + ": " + metric.label();
                tables.add(new CellTable(title, row.name(), lines));
            }
        }
        return tables;
    }

    private static RunValue value(Comparison run, Cell cell, Metric metric) {
        Optional<Value> value = RunSeries.entry(run, cell).flatMap(entry -> entry.value(metric));
        return new RunValue(
                value.flatMap(Value::central)
                        .map(central -> Quantities.of(metric.unit(), central))
                        .orElse("–"),
                value.flatMap(Value::toReference).map(Quantities::ratio).orElse(""));
    }
}
