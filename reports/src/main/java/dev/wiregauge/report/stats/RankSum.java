package dev.wiregauge.report.stats;

import java.util.Arrays;
import java.util.Optional;

/// How far one sample lies above another that it is not paired with: the Hodges-Lehmann shift with
/// the exact interval of the Mann-Whitney test.
///
/// It assumes that both samples have the same shape. As with [SignedRank] only certain levels exist
/// for few values, and the true one is part of the answer.
///
/// @param shift median of all differences, candidate minus baseline
public record RankSum(double shift, Optional<ConfidenceInterval> interval) {
    /// Exact counts grow with the product of both sizes.
    private static final int LARGEST_PRODUCT = 40_000;

    /// @param level wanted; a lower one is given where so few values cannot reach it
    public static RankSum of(double[] baseline, double[] candidate, double level) {
        if (baseline.length == 0 || candidate.length == 0) {
            throw new IllegalArgumentException(
                    "baseline holds "
                            + baseline.length
                            + " and candidate "
                            + candidate.length
                            + " numbers, allowed: at least one each");
        }
        if ((long) baseline.length * candidate.length > LARGEST_PRODUCT) {
            throw new IllegalArgumentException(
                    "baseline holds "
                            + baseline.length
                            + " and candidate "
                            + candidate.length
                            + " numbers, allowed: a product of at most "
                            + LARGEST_PRODUCT);
        }
        double[] differences = differences(baseline, candidate);
        return new RankSum(
                Samples.median(differences),
                interval(differences, baseline.length, candidate.length, level));
    }

    private static double[] differences(double[] baseline, double[] candidate) {
        double[] differences = new double[baseline.length * candidate.length];
        int next = 0;
        for (double b : baseline) {
            for (double c : candidate) {
                differences[next++] = c - b;
            }
        }
        Arrays.sort(differences);
        return differences;
    }

    private static Optional<ConfidenceInterval> interval(
            double[] differences, int m, int n, double wantedLevel) {
        double[] probability = distribution(m, n);
        int dropped = 0;
        double tail = probability[0];
        if (1 - 2 * tail <= 0) {
            return Optional.empty();
        }
        while (dropped + 1 < differences.length / 2
                && 1 - 2 * (tail + probability[dropped + 1]) >= wantedLevel) {
            dropped++;
            tail += probability[dropped];
        }
        return Optional.of(
                new ConfidenceInterval(
                        differences[dropped],
                        differences[differences.length - 1 - dropped],
                        1 - 2 * tail));
    }

    /// Probability that the candidate is at least as high as `candidate` shows if it is truly no
    /// more than `margin` above the baseline: one-sided, exact without ties, ties counted half.
    public static double probabilityOfMoreThan(
            double margin, double[] baseline, double[] candidate) {
        double wins = 0;
        for (double b : baseline) {
            for (double c : candidate) {
                double difference = c - b - margin;
                wins += difference > 0 ? 1 : difference == 0 ? .5 : 0;
            }
        }
        double[] probability = distribution(baseline.length, candidate.length);
        double atLeast = 0;
        for (int u = (int) Math.ceil(wins); u < probability.length; u++) {
            atLeast += probability[u];
        }
        return Math.min(1, atLeast);
    }

    /// Of the Mann-Whitney U, 0 to m n, if both samples come from one population: the number of
    /// ways to reach a sum, by adding one value of the second sample at a time.
    static double[] distribution(int m, int n) {
        double[][] ways = new double[n + 1][m * n + 1];
        ways[0][0] = 1;
        for (int position = 1; position <= m + n; position++) {
            for (int chosen = Math.min(n, position); chosen >= 1; chosen--) {
                int below = position - chosen;
                if (below > m) {
                    continue;
                }
                for (int u = m * n; u >= below; u--) {
                    ways[chosen][u] += ways[chosen - 1][u - below];
                }
            }
        }
        double[] probability = ways[n];
        double total = Arrays.stream(probability).sum();
        return Arrays.stream(probability).map(w -> w / total).toArray();
    }
}
