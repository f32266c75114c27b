package dev.wiregauge.report.html;

import dev.wiregauge.report.Metric;
import dev.wiregauge.report.stats.PairedRatio;

/// Whether a ratio is bad news.
final class Tones {
    private Tones() {}

    /// `same` wherever the interval holds 1.
    static String of(Metric metric, PairedRatio ratio) {
        if (!ratio.differs()) {
            return "same";
        }
        boolean higher = ratio.ratio() > 1;
        return switch (metric.direction()) {
            case HIGHER_IS_BETTER -> higher ? "better" : "worse";
            case LOWER_IS_BETTER -> higher ? "worse" : "better";
        };
    }
}
