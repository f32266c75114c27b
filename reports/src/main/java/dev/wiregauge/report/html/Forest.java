package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.PairedRatio;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Draws an interval as a bar beside its number, all of one table on one logarithmic scale.
///
/// @param reach the ratio at the right end; the left end is its inverse
record Forest(double reach) {
    private static final int WIDTH = 72;
    private static final int HEIGHT = 16;
    private static final int MARGIN = 4;
    private static final double LEAST_REACH = 1.05;
    private static final double MOST_REACH = 4;

    /// A scale that holds every interval of a metric in these rows.
    static Forest of(List<Row> rows, Metric metric) {
        double reach =
                rows.stream()
                        .flatMap(row -> row.entries().stream())
                        .flatMap(entry -> entry.value(metric).stream())
                        .map(Value::toReference)
                        .flatMap(Optional::stream)
                        .mapToDouble(Forest::extent)
                        .max()
                        .orElse(LEAST_REACH);
        return new Forest(Math.clamp(reach, LEAST_REACH, MOST_REACH));
    }

    private static double extent(PairedRatio ratio) {
        double logarithm =
                ratio.interval()
                        .map(i ->
                                Math.max(Math.abs(Math.log(i.low())), Math.abs(Math.log(i.high()))))
                        .orElse(Math.abs(Math.log(ratio.ratio())));
        return Math.exp(logarithm);
    }

    String draw(PairedRatio ratio, int position) {
        Optional<ConfidenceInterval> interval = ratio.interval();
        double middle = HEIGHT / 2.0;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"forest\" viewBox=\"0 0 ")
                .append(WIDTH + " " + HEIGHT)
                .append("\" aria-hidden=\"true\">")
                .append(line(x(1), 1, x(1), HEIGHT - 1, "s-muted one"));
        interval.ifPresent(i ->
                svg.append(
                        line(
                                x(i.low()),
                                middle,
                                x(i.high()),
                                middle,
                                "range s-series-" + position)));
        return svg.append("<circle class=\"f-series-")
                .append(position)
                .append("\" cx=\"" + number(x(ratio.ratio())))
                .append("\" cy=\"" + number(middle) + "\" r=\"3.5\"/></svg>")
                .toString();
    }

    private double x(double ratio) {
        double share = Math.log(Math.clamp(ratio, 1 / reach, reach)) / Math.log(reach);
        return MARGIN + (share + 1) / 2 * (WIDTH - 2 * MARGIN);
    }

    private static String line(double x1, double y1, double x2, double y2, String style) {
        return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(style, number(x1), number(y1), number(x2), number(y2));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
