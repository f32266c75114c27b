package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Sample;
import dev.wiregauge.report.History;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.RunSeries;
import dev.wiregauge.report.Scale;
import dev.wiregauge.report.chart.BoxChart;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.Sampled;
import dev.wiregauge.report.chart.Series;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.result.Cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Charts over runs: samples of a few side by side, the course of many.
final class OverlayFigures {
    private static final int MOST_BOXES = 8;

    private final RunSeries series;
    private final Inks inks;
    private final RowTitles titles;

    OverlayFigures(RunSeries series) {
        this.series = series;
        this.inks = new Inks(series.latest().run().scenario());
        this.titles = new RowTitles(series.latest());
    }

    static List<Metric> shown(Comparison.Row row) {
        return row.metrics().stream()
                .filter(metric ->
                        metric == Metric.GOODPUT
                                || metric == Metric.LATENCY_P50
                                || metric == Metric.LATENCY_P99)
                .toList();
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Comparison.Row row : series.latest().rows()) {
            for (Metric metric : shown(row)) {
                if (metric == Metric.LATENCY_P99) {
                    continue;
                }
                if (series.runs().size() > MOST_BOXES) {
                    figures.add(course(row, metric, "course" + figures.size()));
                } else {
                    for (Entry entry : row.entries()) {
                        figures.add(boxes(row, entry.cell(), metric, "runs" + figures.size()));
                    }
                }
            }
        }
        return figures;
    }

    private Figure boxes(Comparison.Row row, Cell cell, Metric metric, String id) {
        List<Sampled> groups = new ArrayList<>();
        for (Comparison run : series.runs()) {
            List<Sampled.Dot> dots =
                    samples(run, cell, metric).stream()
                            .map(sample ->
                                    new Sampled.Dot(
                                            sample.value(),
                                            "trial " + sample.trial() + " of " + run.run().id(),
                                            "#runs"))
                            .toList();
            groups.add(new Sampled(Overlay.letter(groups.size()), inks.ink(cell), 0, dots));
        }
        Scale scale = scale(cell, metric);
        String caption =
                cell.contender()
                        + ", "
                        + titles.of(row)
                        + ": "
                        + metric.label()
                        + ", "
                        + scale.unit();
        return new Figure(
                caption,
                BoxChart.draw(
                        id,
                        caption,
                        inWords(cell, metric),
                        new LineChart.Axis("", scale::label),
                        groups),
                List.of(),
                0);
    }

    private static List<Sample> samples(Comparison run, Cell cell, Metric metric) {
        return RunSeries.entry(run, cell)
                .flatMap(entry -> entry.value(metric))
                .map(Comparison.Value::samples)
                .orElse(List.of());
    }

    private Scale scale(Cell cell, Metric metric) {
        double largest =
                series.runs().stream()
                        .flatMap(run -> samples(run, cell, metric).stream())
                        .mapToDouble(Sample::value)
                        .max()
                        .orElse(1);
        return Scale.of(metric.unit(), largest);
    }

    private String inWords(Cell cell, Metric metric) {
        return series.runs().stream()
                .map(run ->
                        run.run().id()
                                + ": "
                                + central(run, cell, metric)
                                        .map(v -> Quantities.of(metric.unit(), v))
                                        .orElse("no value"))
                .collect(Collectors.joining("; "));
    }

    private static Optional<Double> central(Comparison run, Cell cell, Metric metric) {
        return RunSeries.entry(run, cell)
                .flatMap(entry -> entry.value(metric))
                .flatMap(Comparison.Value::central);
    }

    /// Half-way between the last run of a level and the first of the next.
    private List<Double> changes(Comparison.Row row, Metric metric) {
        return row.entries().stream()
                .flatMap(entry -> History.points(series, entry.cell(), metric).stream())
                .map(change -> change.index() + .5)
                .distinct()
                .toList();
    }

    private Figure course(Comparison.Row row, Metric metric, String id) {
        List<Series> lines = new ArrayList<>();
        for (Entry entry : row.entries()) {
            List<Series.Point> points = new ArrayList<>();
            for (int run = 0; run < series.runs().size(); run++) {
                int position = run + 1;
                central(series.runs().get(run), entry.cell(), metric)
                        .ifPresent(value -> points.add(new Series.Point(position, value)));
            }
            lines.add(
                    new Series(
                            entry.cell().contender(),
                            inks.ink(entry.cell()),
                            inks.position(entry.cell()) - 1,
                            points));
        }
        Scale scale = scale(row.example(), metric);
        String caption = titles.of(row) + ": " + metric.label() + ", " + scale.unit();
        return new Figure(
                caption,
                LineChart.course(
                        id,
                        caption,
                        inWords(row.example(), metric),
                        new LineChart.Axis("run", v -> String.valueOf(Math.round(v))),
                        new LineChart.Axis("", scale::label),
                        lines,
                        changes(row, metric)),
                List.of(),
                0);
    }
}
