package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Sample;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.Scale;
import dev.wiregauge.report.chart.BoxChart;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.Sampled;
import dev.wiregauge.report.chart.Series;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.html.Page.FigureGroup;
import dev.wiregauge.report.html.Page.LegendItem;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The charts of a page, and the same in words.
final class FigureBuilder {
    private final Comparison comparison;
    private final Inks inks;
    private final RowTitles titles;

    FigureBuilder(Comparison comparison, Inks inks) {
        this.comparison = comparison;
        this.inks = inks;
        this.titles = new RowTitles(comparison);
    }

    List<FigureGroup> groups() {
        List<FigureGroup> groups = new ArrayList<>();
        add(
                groups,
                "Every sample",
                "One dot per trial, in the order of time from left to right; the box holds the"
                        + " middle half, the bar is the median. A dot leads to its trial.",
                boxes());
        add(
                groups,
                "Goodput over the time of a trial",
                "Thin lines are single trials, the thick one is their median.",
                new GoodputFigures(comparison, inks).figures());
        add(
                groups,
                "Latency by percentile",
                "All round trips of all valid trials merged. Both axes are logarithmic; each step"
                        + " to the right is one more nine.",
                latencies());
        return groups;
    }

    private void add(List<FigureGroup> groups, String title, String text, List<Figure> figures) {
        if (!figures.isEmpty()) {
            groups.add(new FigureGroup(title, text, legend(), figures));
        }
    }

    private List<LegendItem> legend() {
        return comparison.rows().stream()
                .flatMap(row -> row.entries().stream())
                .map(entry -> entry.cell().contender())
                .distinct()
                .map(name -> new LegendItem(name, inks.position(name)))
                .toList();
    }

    private List<Figure> boxes() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(comparison)) {
            for (Metric metric : row.metrics()) {
                if (metric == Metric.GOODPUT || metric == Metric.LATENCY_P50) {
                    figures.add(box(row, metric, "box" + figures.size()));
                }
            }
        }
        return figures;
    }

    private Figure box(Row row, Metric metric, String id) {
        List<Sampled> groups = new ArrayList<>();
        for (Entry entry : WithHost.entries(comparison, row)) {
            entry.value(metric)
                    .filter(value -> !value.samples().isEmpty())
                    .ifPresent(value -> groups.add(sampled(entry, value)));
        }
        double largest =
                groups.stream()
                        .flatMap(group -> group.dots().stream())
                        .mapToDouble(Sampled.Dot::value)
                        .max()
                        .orElse(1);
        Scale scale = Scale.of(metric.unit(), largest);
        String caption = titles.of(row) + ": " + metric.label() + ", " + scale.unit();
        return new Figure(
                caption,
                BoxChart.draw(
                        id,
                        caption,
                        groups.stream()
                                .map(group -> inWords(group, metric))
                                .collect(Collectors.joining("; ")),
                        new LineChart.Axis("", scale::label),
                        groups));
    }

    private Sampled sampled(Entry entry, Value value) {
        String mode = entry.cell().contender();
        return new Sampled(
                mode,
                inks.ink(entry.cell()),
                inks.position(entry.cell()) - 1,
                value.samples().stream().map(sample -> dot(mode, sample, value.metric())).toList());
    }

    private static Sampled.Dot dot(String mode, Sample sample, Metric metric) {
        return new Sampled.Dot(
                sample.value(),
                mode
                        + ", block "
                        + sample.block()
                        + ": "
                        + Quantities.of(metric.unit(), sample.value())
                        + " (trial "
                        + sample.trial()
                        + ")",
                "#trial-" + sample.trial());
    }

    private static String inWords(Sampled group, Metric metric) {
        double[] values = group.dots().stream().mapToDouble(Sampled.Dot::value).sorted().toArray();
        return group.name()
                + ": "
                + values.length
                + " samples from "
                + Quantities.of(metric.unit(), values[0])
                + " to "
                + Quantities.of(metric.unit(), values[values.length - 1]);
    }

    private List<Figure> latencies() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(comparison)) {
            List<Series> lines = new ArrayList<>();
            for (Entry entry : WithHost.entries(comparison, row)) {
                entry.latency()
                        .ifPresent(histogram ->
                                lines.add(
                                        new Series(
                                                entry.cell().contender(),
                                                inks.ink(entry.cell()),
                                                inks.position(entry.cell()) - 1,
                                                PercentilePoints.of(histogram))));
            }
            if (!lines.isEmpty()) {
                figures.add(latency(row, lines, "latency" + figures.size()));
            }
        }
        return figures;
    }

    private Figure latency(Row row, List<Series> lines, String id) {
        String caption = titles.of(row);
        String words =
                row.entries().stream()
                        .flatMap(entry -> entry.latency().stream().map(h -> inWords(entry, h)))
                        .collect(Collectors.joining("; "));
        return new Figure(
                caption,
                LineChart.byPercentile(
                        id,
                        "Latency by percentile: " + caption,
                        words,
                        new LineChart.Axis("", Quantities::duration),
                        lines));
    }

    private static String inWords(Entry entry, Histogram histogram) {
        return entry.cell().contender()
                + ": p50 "
                + Quantities.duration((double) histogram.getValueAtPercentile(50))
                + ", p99 "
                + Quantities.duration((double) histogram.getValueAtPercentile(99));
    }
}
