package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.Scale;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.LineChart.Lines;
import dev.wiregauge.report.chart.Series;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.TcpSeries;
import dev.wiregauge.result.Trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Goodput over the time of a trial, one chart per row of streams; below it what TCP did meanwhile.
final class GoodputFigures {
    /// With more trials than this single lines are a smear, and only cost bytes.
    private static final int MOST_THIN_LINES = 40;

    private final FigureFrame frame;

    GoodputFigures(FigureFrame frame) {
        this.frame = frame;
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(frame.comparison())) {
            if (row.metrics().contains(Metric.GOODPUT)) {
                figures.add(figure(row, "time" + figures.size()));
            }
        }
        return figures;
    }

    private Figure figure(Row row, String id) {
        List<Entry> entries = WithHost.entries(frame.comparison(), row);
        List<Lines> panels = new ArrayList<>();
        Scale scale = Scale.of(Metric.Unit.BITS_PER_SECOND, largest(entries));
        panels.add(goodput(entries, scale));
        List<Series> retransmits = retransmits(entries);
        if (retransmits.stream().flatMap(s -> s.points().stream()).anyMatch(p -> p.y() > 0)) {
            panels.add(panel("sent again", retransmits));
        }
        List<Series> windows = congestionWindows(entries);
        if (!windows.isEmpty()) {
            panels.add(panel("cwnd, segments", windows));
        }
        String caption = frame.title(row) + ", " + scale.unit();
        return frame.figure(
                caption,
                LineChart.overTime(
                        id,
                        "Goodput over time: " + caption,
                        inWords(entries),
                        new LineChart.Axis("", GoodputFigures::seconds),
                        panels),
                entries);
    }

    private static double largest(List<Entry> entries) {
        return entries.stream()
                .flatMap(entry -> entry.value(Metric.GOODPUT).stream())
                .flatMap(value -> value.central().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    private Lines goodput(List<Entry> entries, Scale scale) {
        List<Series> thin = new ArrayList<>();
        List<Series> thick = new ArrayList<>();
        for (Entry entry : entries) {
            List<List<Series.Point>> lines =
                    entry.validTrials().stream().map(GoodputFigures::line).toList();
            lines.stream()
                    .limit(MOST_THIN_LINES)
                    .forEach(line -> thin.add(frame.series(entry, line)));
            thick.add(frame.series(entry, FigureFrame.median(lines)));
        }
        return new Lines(new LineChart.Axis("", scale::label), thin, thick);
    }

    private static Lines panel(String title, List<Series> lines) {
        return new Lines(new LineChart.Axis(title, GoodputFigures::count), List.of(), lines);
    }

    private static List<Series.Point> line(Trial trial) {
        return trial.measurement().orElseThrow().intervals().stream()
                .map(interval -> new Series.Point(middle(interval), bitRate(interval)))
                .toList();
    }

    private static double middle(Measurement.Interval interval) {
        return (interval.startNs() + interval.endNs()) / 2e9;
    }

    private static double bitRate(Measurement.Interval interval) {
        return interval.bytes() * 8e9 / Math.max(1, interval.endNs() - interval.startNs());
    }

    /// The mean, because most intervals of most trials have none.
    private List<Series> retransmits(List<Entry> entries) {
        return entries.stream()
                .map(entry -> {
                    List<List<Measurement.Interval>> trials =
                            entry.validTrials().stream()
                                    .map(trial -> trial.measurement().orElseThrow().intervals())
                                    .toList();
                    int longest = trials.stream().mapToInt(List::size).max().orElse(0);
                    List<Series.Point> points =
                            IntStream.range(0, longest)
                                    .mapToObj(i -> meanRetransmits(trials, i))
                                    .toList();
                    return frame.series(entry, points);
                })
                .toList();
    }

    private static Series.Point meanRetransmits(
            List<List<Measurement.Interval>> trials, int index) {
        List<Measurement.Interval> intervals =
                trials.stream()
                        .filter(trial -> trial.size() > index)
                        .map(trial -> trial.get(index))
                        .toList();
        return new Series.Point(
                Samples.median(intervals.stream().mapToDouble(GoodputFigures::middle).toArray()),
                intervals.stream()
                        .mapToLong(Measurement.Interval::retransmits)
                        .average()
                        .orElse(0));
    }

    /// Of all streams of a trial together, the median over trials.
    private List<Series> congestionWindows(List<Entry> entries) {
        List<Series> lines = new ArrayList<>();
        for (Entry entry : entries) {
            List<List<Series.Point>> trials =
                    entry.validTrials().stream()
                            .flatMap(trial -> trial.measurement().stream())
                            .flatMap(measurement -> measurement.tcpSeries().stream())
                            .filter(series -> !series.isEmpty())
                            .map(GoodputFigures::windows)
                            .toList();
            if (!trials.isEmpty()) {
                lines.add(frame.series(entry, FigureFrame.median(trials)));
            }
        }
        return lines;
    }

    private static List<Series.Point> windows(List<TcpSeries> streams) {
        int readings = streams.stream().mapToInt(s -> s.atNs().size()).min().orElse(0);
        return IntStream.range(0, readings)
                .mapToObj(i ->
                        new Series.Point(
                                streams.getFirst().atNs().get(i) / 1e9,
                                streams.stream()
                                        .mapToInt(stream -> stream.congestionWindow().get(i))
                                        .sum()))
                .filter(point -> point.x() >= 0)
                .toList();
    }

    private static String inWords(List<Entry> entries) {
        return entries.stream()
                .flatMap(entry ->
                        entry
                                .value(Metric.GOODPUT)
                                .flatMap(Comparison.Value::central)
                                .map(v ->
                                        entry.cell().contender()
                                                + ": median "
                                                + Quantities.bitRate(v)
                                                + ", "
                                                + retransmitted(entry)
                                                + " segments sent again in all trials")
                                .stream())
                .collect(Collectors.joining("; "));
    }

    private static long retransmitted(Entry entry) {
        return entry.validTrials().stream()
                .flatMap(trial -> trial.measurement().stream())
                .flatMap(measurement -> measurement.intervals().stream())
                .mapToLong(Measurement.Interval::retransmits)
                .sum();
    }

    private static String count(double value) {
        return value >= 10_000 ? Math.round(value / 1000) + "k" : seconds(value).replace(" s", "");
    }

    private static String seconds(double seconds) {
        String text = String.format(Locale.ROOT, "%.2f", seconds);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "") + " s";
    }
}
