package dev.wiregauge.report.stats;

import java.util.Arrays;

/// The pseudo-median: the median of all averages of two values, each value with itself included
/// (the Walsh averages).
///
/// As robust as a median against single outliers and almost as sharp as the mean on normal data
/// (Hodges and Lehmann 1963).
public final class HodgesLehmann {
    /// Up to here all n (n + 1) / 2 averages are formed; above, they are only counted.
    private static final int LARGEST_LISTED = 60;

    private static final int BISECTIONS = 80;

    private HodgesLehmann() {}

    public static double pseudoMedian(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values is empty, allowed: at least one number");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return pseudoMedianOfSorted(sorted);
    }

    static double pseudoMedianOfSorted(double[] sorted) {
        if (sorted.length <= LARGEST_LISTED) {
            return Samples.median(walshAverages(sorted));
        }
        long averages = (long) sorted.length * (sorted.length + 1) / 2;
        double lower = rankedAverage(sorted, (averages + 1) / 2);
        double upper = averages % 2 == 1 ? lower : rankedAverage(sorted, averages / 2 + 1);
        return (lower + upper) / 2;
    }

    /// All Walsh averages in ascending order.
    static double[] walshAverages(double[] values) {
        double[] averages = new double[values.length * (values.length + 1) / 2];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = i; j < values.length; j++) {
                averages[next++] = (values[i] + values[j]) / 2;
            }
        }
        Arrays.sort(averages);
        return averages;
    }

    /// The Walsh average of that rank (from 1), by bisection on its value: n log n memory-free
    /// instead of n squared.
    static double rankedAverage(double[] sorted, long rank) {
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        for (int i = 0; i < BISECTIONS && low < high; i++) {
            double middle = low + (high - low) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (countAtMost(sorted, middle) >= rank) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return countAtMost(sorted, low) >= rank ? low : high;
    }

    private static long countAtMost(double[] sorted, double limit) {
        long count = 0;
        int j = sorted.length - 1;
        for (int i = 0; i <= j; i++) {
            while (j >= i && (sorted[i] + sorted[j]) / 2 > limit) {
                j--;
            }
            count += Math.max(0, j - i + 1);
        }
        return count;
    }
}
