package dev.wiregauge.report.stats;

import java.util.Arrays;

/// Order statistics of plain numbers.
public final class Samples {
    private Samples() {}

    public static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /// Linear interpolation between the two neighbours of rank `q * (n - 1)` (Hyndman and Fan's
    /// definition 7).
    ///
    /// @param q from 0 (the smallest) to 1 (the largest)
    public static double quantile(double[] values, double q) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values is empty, allowed: at least one number");
        }
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("q is " + q + ", allowed: 0 to 1");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return quantileOfSorted(sorted, q);
    }

    static double quantileOfSorted(double[] sorted, double q) {
        double rank = q * (sorted.length - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }

    public static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /// With n - 1 in the denominator; needs two values.
    public static double standardDeviation(double[] values) {
        if (values.length < 2) {
            throw new IllegalArgumentException(
                    "values holds " + values.length + " numbers, allowed: at least 2");
        }
        double mean = mean(values);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    /// Standard deviation over mean.
    public static double coefficientOfVariation(double[] values) {
        return standardDeviation(values) / mean(values);
    }
}
