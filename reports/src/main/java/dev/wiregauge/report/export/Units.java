package dev.wiregauge.report.export;

import dev.wiregauge.report.Metric;

/// Names of base units.
final class Units {
    private Units() {}

    static String of(Metric metric) {
        return switch (metric.unit()) {
            case BITS_PER_SECOND -> "bits_per_second";
            case PER_SECOND -> "per_second";
            case NANOSECONDS -> "nanoseconds";
        };
    }
}
