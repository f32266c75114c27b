package dev.wiregauge.report;

import java.util.Locale;

/// One unit for a whole axis, so that its numbers need none.
///
/// @param unit such as `Gbit/s`
/// @param divisor from the metric's own unit to this one
public record Scale(String unit, double divisor) {
    /// The unit in which the largest value has one to three digits before the point.
    public static Scale of(Metric.Unit unit, double largest) {
        return switch (unit) {
            case BITS_PER_SECOND -> prefixed(largest, "bit/s", "kbit/s", "Mbit/s", "Gbit/s");
            case PER_SECOND -> prefixed(largest, "1/s", "1000/s");
            case NANOSECONDS -> prefixed(largest, "ns", "µs", "ms", "s");
        };
    }

    private static Scale prefixed(double largest, String... units) {
        int index = 0;
        double divisor = 1;
        while (index + 1 < units.length && largest / divisor >= 1000) {
            index++;
            divisor *= 1000;
        }
        return new Scale(units[index], divisor);
    }

    /// Without trailing zeros.
    public String label(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value / divisor);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
