package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.Scale;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.StackedBars;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Measurement.MachineCpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// What the machine spent, by kind of time.
final class CpuFigures {
    private final FigureFrame frame;

    CpuFigures(FigureFrame frame) {
        this.frame = frame;
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(frame.comparison())) {
            for (Metric metric : row.metrics()) {
                if (metric == Metric.CPU_PER_GIGABIT || metric == Metric.CPU_PER_TRANSACTION) {
                    List<Entry> entries = withValue(row, metric);
                    if (!entries.isEmpty()) {
                        figures.add(figure(row, entries, metric, "cpu" + figures.size()));
                    }
                }
            }
        }
        return figures;
    }

    /// Those whose own share of the machine's CPU time is known, as in the tables.
    private List<Entry> withValue(Row row, Metric metric) {
        return WithHost.entries(frame.comparison(), row).stream()
                .filter(entry -> entry.value(metric).flatMap(Comparison.Value::central).isPresent())
                .toList();
    }

    private Figure figure(Row row, List<Entry> entries, Metric metric, String id) {
        List<StackedBars.Bar> bars = entries.stream().map(entry -> bar(entry, metric)).toList();
        double largest =
                bars.stream()
                        .mapToDouble(bar -> bar.parts().stream().mapToDouble(p -> p).sum())
                        .max()
                        .orElse(1);
        Scale scale = Scale.of(Metric.Unit.NANOSECONDS, largest);
        String caption = frame.title(row) + ": " + metric.label() + ", " + scale.unit();
        String words = bars.stream().map(CpuFigures::inWords).collect(Collectors.joining("; "));
        return frame.figure(
                caption,
                StackedBars.draw(id, caption, words, new LineChart.Axis("", scale::label), bars),
                entries);
    }

    private StackedBars.Bar bar(Entry entry, Metric metric) {
        return new StackedBars.Bar(
                entry.cell().contender(),
                frame.inks().ink(entry.cell()),
                List.of(
                        median(entry, metric, MachineCpu::userNs),
                        median(entry, metric, MachineCpu::systemNs),
                        median(entry, metric, MachineCpu::softirqNs)));
    }

    private static double median(Entry entry, Metric metric, ToLongFunction<MachineCpu> kind) {
        return Samples.median(
                entry.validTrials().stream()
                        .flatMap(trial -> trial.measurement().stream())
                        .mapToDouble(m -> kind.applyAsLong(m.machine()) / amount(m, metric))
                        .toArray());
    }

    private static double amount(Measurement measurement, Metric metric) {
        return metric == Metric.CPU_PER_GIGABIT
                ? Math.max(1, measurement.bytes()) * 8 / 1e9
                : Math.max(1, measurement.transactions());
    }

    private static String inWords(StackedBars.Bar bar) {
        return "%s: user %s, system %s, softirq %s"
                .formatted(
                        bar.name(),
                        Quantities.duration(bar.parts().get(0)),
                        Quantities.duration(bar.parts().get(1)),
                        Quantities.duration(bar.parts().get(2)));
    }
}
