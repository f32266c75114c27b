package dev.wiregauge.report.html;

import dev.wiregauge.report.chart.Series;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.List;

/// A histogram as a line over 1 / (1 - q).
final class PercentilePoints {
    private static final int POINTS_PER_NINE = 20;

    private PercentilePoints() {}

    /// Up to the last percentile that a whole sample lies beyond.
    static List<Series.Point> of(Histogram histogram) {
        List<Series.Point> points = new ArrayList<>();
        double last = Math.max(1, histogram.getTotalCount());
        for (int i = 0; ; i++) {
            double inverse = Math.pow(10, (double) i / POINTS_PER_NINE);
            if (inverse > last) {
                return points;
            }
            points.add(
                    new Series.Point(
                            inverse, histogram.getValueAtPercentile(100 * (1 - 1 / inverse))));
        }
    }
}
