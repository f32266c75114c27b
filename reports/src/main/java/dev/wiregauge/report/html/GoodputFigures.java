package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.Scale;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.Series;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Goodput over the time of a trial, one chart per row of streams.
final class GoodputFigures {
    /// With more trials than this single lines are a smear, and only cost bytes.
    private static final int MOST_THIN_LINES = 40;

    private final Comparison comparison;
    private final Inks inks;
    private final RowTitles titles;

    GoodputFigures(Comparison comparison, Inks inks) {
        this.comparison = comparison;
        this.inks = inks;
        this.titles = new RowTitles(comparison);
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(comparison)) {
            if (row.metrics().contains(Metric.GOODPUT)) {
                figures.add(figure(row, "time" + figures.size()));
            }
        }
        return figures;
    }

    private Figure figure(Row row, String id) {
        List<Series> thin = new ArrayList<>();
        List<Series> thick = new ArrayList<>();
        for (Entry entry : WithHost.entries(comparison, row)) {
            List<List<Series.Point>> lines =
                    entry.validTrials().stream().map(GoodputFigures::line).toList();
            lines.stream().limit(MOST_THIN_LINES).forEach(line -> thin.add(series(entry, line)));
            thick.add(series(entry, median(lines)));
        }
        double largest =
                thick.stream()
                        .flatMap(series -> series.points().stream())
                        .mapToDouble(Series.Point::y)
                        .max()
                        .orElse(1);
        Scale scale = Scale.of(Metric.Unit.BITS_PER_SECOND, largest);
        String caption = titles.of(row) + ", " + scale.unit();
        return new Figure(
                caption,
                LineChart.overTime(
                        id,
                        "Goodput over time: " + caption,
                        inWords(row),
                        new LineChart.Axis("", GoodputFigures::seconds),
                        new LineChart.Axis("", scale::label),
                        thin,
                        thick));
    }

    private static String inWords(Row row) {
        return row.entries().stream()
                .flatMap(entry ->
                        entry
                                .value(Metric.GOODPUT)
                                .flatMap(Comparison.Value::central)
                                .map(v ->
                                        entry.cell().contender()
                                                + ": median "
                                                + Quantities.bitRate(v))
                                .stream())
                .collect(Collectors.joining("; "));
    }

    private Series series(Entry entry, List<Series.Point> points) {
        return new Series(
                entry.cell().contender(),
                inks.ink(entry.cell()),
                inks.position(entry.cell()) - 1,
                points);
    }

    private static List<Series.Point> line(Trial trial) {
        return trial.measurement().orElseThrow().intervals().stream()
                .map(interval ->
                        new Series.Point(
                                (interval.startNs() + interval.endNs()) / 2e9, bitRate(interval)))
                .toList();
    }

    private static double bitRate(Measurement.Interval interval) {
        return interval.bytes() * 8e9 / Math.max(1, interval.endNs() - interval.startNs());
    }

    /// At each point of time that at least half of the trials reach; slower ones have fewer, longer
    /// intervals.
    private static List<Series.Point> median(List<List<Series.Point>> lines) {
        TreeMap<Integer, List<Series.Point>> byIndex = new TreeMap<>();
        for (List<Series.Point> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                byIndex.computeIfAbsent(i, key -> new ArrayList<>()).add(line.get(i));
            }
        }
        return byIndex.values().stream()
                .filter(points -> points.size() * 2 >= lines.size())
                .map(points ->
                        new Series.Point(
                                Samples.median(
                                        points.stream().mapToDouble(Series.Point::x).toArray()),
                                Samples.median(
                                        points.stream().mapToDouble(Series.Point::y).toArray())))
                .toList();
    }

    private static String seconds(double seconds) {
        String text = String.format(Locale.ROOT, "%.2f", seconds);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "") + " s";
    }
}
