package dev.wiregauge.report.html;

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
import dev.wiregauge.report.html.Page.Figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Every sample of the main metric of each row.
final class SampleFigures {
    private final FigureFrame frame;

    SampleFigures(FigureFrame frame) {
        this.frame = frame;
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(frame.comparison())) {
            for (Metric metric : row.metrics()) {
                if (metric == Metric.GOODPUT || metric == Metric.LATENCY_P50) {
                    figures.add(figure(row, metric, "box" + figures.size()));
                }
            }
        }
        return figures;
    }

    private Figure figure(Row row, Metric metric, String id) {
        List<Sampled> groups = new ArrayList<>();
        List<Entry> entries = WithHost.entries(frame.comparison(), row);
        for (Entry entry : entries) {
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
        String caption = frame.title(row) + ": " + metric.label() + ", " + scale.unit();
        String words =
                groups.stream()
                        .map(group -> inWords(group, metric))
                        .collect(Collectors.joining("; "));
        return frame.figure(
                caption,
                BoxChart.draw(id, caption, words, new LineChart.Axis("", scale::label), groups),
                entries);
    }

    private Sampled sampled(Entry entry, Value value) {
        String name = entry.cell().contender();
        return new Sampled(
                name,
                frame.inks().ink(entry.cell()),
                frame.inks().position(entry.cell()) - 1,
                value.samples().stream().map(sample -> dot(name, sample, value.metric())).toList());
    }

    private Sampled.Dot dot(String name, Sample sample, Metric metric) {
        return new Sampled.Dot(
                sample.value(),
                name
                        + ", block "
                        + sample.block()
                        + ": "
                        + Quantities.of(metric.unit(), sample.value())
                        + " (trial "
                        + sample.trial()
                        + ")",
                sample.trial() <= frame.listedTrials() ? "#trial-" + sample.trial() : "#trials");
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
}
