package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.Series;
import dev.wiregauge.report.html.Page.Figure;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How long round trips took, and what else a trial timed.
final class LatencyFigures {
    /// Kinds of [dev.wiregauge.result.Trial#moreHistograms()].
    private static final String IDLE = "idle";

    private static final List<String> OTHERS = List.of("connect", "pacing");
    private static final int CUMULATIVE_POINTS = 60;

    /// Beyond it a cumulative share is flat, and the chart by percentile says more.
    private static final double LAST_SHARE = .999;

    private static final LineChart.Axis TIME = new LineChart.Axis("", Quantities::duration);

    private final FigureFrame frame;

    LatencyFigures(FigureFrame frame) {
        this.frame = frame;
    }

    boolean hasIdle() {
        return frame.comparison().rows().stream()
                .flatMap(row -> row.entries().stream())
                .anyMatch(entry -> entry.moreTimes().containsKey(IDLE));
    }

    List<Figure> byPercentile() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(frame.comparison())) {
            List<Entry> entries = WithHost.entries(frame.comparison(), row);
            List<Series> lines = lines(entries, Entry::latency, PercentilePoints::of);
            if (!lines.isEmpty()) {
                String caption = frame.title(row);
                figures.add(
                        frame.figure(
                                caption,
                                LineChart.byPercentile(
                                        "latency" + figures.size(),
                                        "Latency by percentile: " + caption,
                                        idleInWords(entries) + inWords(entries, Entry::latency),
                                        TIME,
                                        lines(entries, times(IDLE), PercentilePoints::of),
                                        lines),
                                entries));
            }
        }
        return figures;
    }

    List<Figure> cumulative() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : WithHost.rows(frame.comparison())) {
            List<Entry> entries = WithHost.entries(frame.comparison(), row);
            List<Series> lines = lines(entries, Entry::latency, LatencyFigures::shares);
            if (!lines.isEmpty()) {
                String caption = frame.title(row);
                figures.add(
                        frame.figure(
                                caption,
                                LineChart.cumulative(
                                        "cdf" + figures.size(),
                                        "Share of round trips below a time: " + caption,
                                        inWords(entries, Entry::latency),
                                        TIME,
                                        lines),
                                entries));
            }
        }
        return figures;
    }

    List<Figure> others() {
        List<Figure> figures = new ArrayList<>();
        for (String kind : OTHERS) {
            for (Row row : WithHost.rows(frame.comparison())) {
                List<Entry> entries = WithHost.entries(frame.comparison(), row);
                List<Series> lines = lines(entries, times(kind), PercentilePoints::of);
                if (!lines.isEmpty()) {
                    String what = kind.equals("pacing") ? "sent later than due" : "connecting";
                    String caption = frame.title(row) + ": " + what;
                    figures.add(
                            frame.figure(
                                    caption,
                                    LineChart.byPercentile(
                                            "other" + figures.size(),
                                            caption,
                                            inWords(entries, times(kind)),
                                            TIME,
                                            List.of(),
                                            lines),
                                    entries));
                }
            }
        }
        return figures;
    }

    private static Function<Entry, Optional<Histogram>> times(String kind) {
        return entry -> Optional.ofNullable(entry.moreTimes().get(kind));
    }

    private List<Series> lines(
            List<Entry> entries,
            Function<Entry, Optional<Histogram>> histogram,
            Function<Histogram, List<Series.Point>> points) {
        return entries.stream()
                .flatMap(entry ->
                        histogram
                                .apply(entry)
                                .filter(each -> each.getTotalCount() > 0)
                                .map(each -> frame.series(entry, points.apply(each)))
                                .stream())
                .toList();
    }

    private static List<Series.Point> shares(Histogram histogram) {
        List<Series.Point> points = new ArrayList<>();
        points.add(new Series.Point(Math.max(1, histogram.getMinValue()), 0));
        for (int i = 1; i <= CUMULATIVE_POINTS; i++) {
            double share = LAST_SHARE * i / CUMULATIVE_POINTS;
            points.add(
                    new Series.Point(
                            Math.max(1, histogram.getValueAtPercentile(100 * share)), share));
        }
        return points;
    }

    private String idleInWords(List<Entry> entries) {
        String idle = inWords(entries, times(IDLE));
        return idle.isEmpty() ? "" : "Idle: " + idle + ". Under load: ";
    }

    private static String inWords(
            List<Entry> entries, Function<Entry, Optional<Histogram>> histogram) {
        return entries.stream()
                .flatMap(entry -> histogram.apply(entry).stream().map(h -> inWords(entry, h)))
                .collect(Collectors.joining("; "));
    }

    private static String inWords(Entry entry, Histogram histogram) {
        return entry.cell().contender()
                + ": p50 "
                + Quantities.duration((double) histogram.getValueAtPercentile(50))
                + ", p99 "
                + Quantities.duration((double) histogram.getValueAtPercentile(99));
    }
}
