package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.chart.HeatMap;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Every path and workload against every mode or variant: where it costs, in one picture.
final class MatrixFigure {
    /// A factor of two is as bad as the shade can say.
    private static final double DARKEST = Math.log(2);

    private final FigureFrame frame;
    private final List<String> contenders;

    MatrixFigure(FigureFrame frame) {
        this.frame = frame;
        this.contenders =
                frame.comparison().run().scenario().contenders().stream()
                        .filter(name -> !name.equals(frame.comparison().reference()))
                        .toList();
    }

    /// None where there is nothing to lay beside each other.
    List<Figure> figures() {
        List<HeatMap.Line> lines = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (Row row : frame.comparison().rows()) {
            if (row.example().mode() == Mode.HOST) {
                continue;
            }
            for (Metric metric : row.metrics()) {
                if (metric == Metric.GOODPUT
                        || metric == Metric.LATENCY_P50
                        || metric == Metric.LATENCY_P99) {
                    lines.add(line(row, metric));
                }
            }
            entries.addAll(row.entries());
        }
        if (lines.size() < 2 || contenders.isEmpty()) {
            return List.of();
        }
        String caption = "Ratio to " + frame.comparison().reference();
        String words = lines.stream().map(this::inWords).collect(Collectors.joining("; "));
        return List.of(
                frame.figure(
                        caption,
                        HeatMap.draw("matrix", caption, words, contenders, lines),
                        entries));
    }

    private HeatMap.Line line(Row row, Metric metric) {
        return new HeatMap.Line(
                frame.title(row) + ": " + metric.label(),
                contenders.stream()
                        .map(name -> field(metric, row.entry(name).flatMap(e -> ratio(e, metric))))
                        .toList());
    }

    private static Optional<PairedRatio> ratio(Entry entry, Metric metric) {
        return entry.value(metric).flatMap(Value::toReference);
    }

    private static HeatMap.Field field(Metric metric, Optional<PairedRatio> ratio) {
        if (ratio.isEmpty()) {
            return new HeatMap.Field(0, "–");
        }
        double size = ratio.get().differs() ? Math.log(ratio.get().ratio()) / DARKEST : 0;
        return new HeatMap.Field(
                metric.direction() == Metric.Direction.HIGHER_IS_BETTER ? -size : size,
                Quantities.ratio(ratio.get().ratio()));
    }

    private String inWords(HeatMap.Line line) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            parts.add(contenders.get(i) + " " + line.fields().get(i).text());
        }
        return line.name() + ": " + String.join(", ", parts);
    }
}
