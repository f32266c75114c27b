package dev.wiregauge.report;

import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.PairedRatio;

import java.util.Locale;

/// Numbers for people: three significant digits, a unit that fits, and the same everywhere.
public final class Quantities {
    private Quantities() {}

    public static String of(Metric.Unit unit, double value) {
        return switch (unit) {
            case BITS_PER_SECOND -> bitRate(value);
            case PER_SECOND -> rate(value);
            case NANOSECONDS -> duration(value);
        };
    }

    /// Such as `14.1 Gbit/s`; decimal prefixes, as networks count.
    public static String bitRate(double bitsPerSecond) {
        if (bitsPerSecond >= 999.5e6) {
            return digits(bitsPerSecond / 1e9) + " Gbit/s";
        }
        return bitsPerSecond >= 999.5e3
                ? digits(bitsPerSecond / 1e6) + " Mbit/s"
                : digits(bitsPerSecond / 1e3) + " kbit/s";
    }

    public static String rate(double perSecond) {
        return perSecond >= 9_999.5 ? digits(perSecond / 1e3) + " k/s" : digits(perSecond) + " /s";
    }

    public static String duration(double nanoseconds) {
        if (nanoseconds >= 999.5e6) {
            return digits(nanoseconds / 1e9) + " s";
        }
        if (nanoseconds >= 999.5e3) {
            return digits(nanoseconds / 1e6) + " ms";
        }
        return nanoseconds >= 999.5
                ? digits(nanoseconds / 1e3) + " µs"
                : digits(nanoseconds) + " ns";
    }

    /// Such as `1 run`, `2 runs`.
    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// Such as `0.982`; a ratio needs its third decimal, since effects of 2 % matter.
    public static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.3f" : "%.1f", ratio);
    }

    /// Such as `1.034 (1.021–1.048)`.
    public static String ratio(PairedRatio ratio) {
        return ratio(ratio.ratio()) + " (" + interval(ratio) + ")";
    }

    /// That of a ratio; in words where a single pair says nothing about spread.
    public static String interval(PairedRatio ratio) {
        return ratio.interval().map(Quantities::interval).orElse("one pair only");
    }

    /// Such as `0.961–1.003`.
    public static String interval(ConfidenceInterval interval) {
        return ratio(interval.low()) + "–" + ratio(interval.high());
    }

    /// Such as `96.9 %`.
    public static String level(double level) {
        return percent(level);
    }

    public static String percent(double share) {
        String text = String.format(Locale.ROOT, "%.1f", share * 100);
        return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " %";
    }

    /// What a ratio means, such as `−1.8 %` or `+12 %`.
    public static String change(double ratio) {
        double percent = (ratio - 1) * 100;
        String digits = Math.abs(percent) < 9.95 ? "%.1f" : "%.0f";
        String text = String.format(Locale.ROOT, digits, Math.abs(percent));
        if (Double.parseDouble(text) == 0) {
            return "±0 %";
        }
        return (percent < 0 ? "−" : "+") + text + " %";
    }

    /// Three significant digits.
    static String digits(double value) {
        double size = Math.abs(value);
        String format = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
