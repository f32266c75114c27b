package dev.wiregauge.report.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

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
    private static final int LARGEST_PRODUCT = 4_000_000;

    /// Up to here every count of arrangements is a whole number that a double holds exactly; above,
    /// the normal distribution is as good.
    private static final int LARGEST_EXACT = 56;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

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
        if (m + n > LARGEST_EXACT) {
            return Optional.of(approximate(differences, m, n, wantedLevel));
        }
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

    private static ConfidenceInterval approximate(
            double[] differences, int m, int n, double level) {
        double z = NORMAL.inverseSurvivalProbability((1 - level) / 2);
        int dropped = (int) Math.max(0, Math.floor(meanOfU(m, n) - z * deviationOfU(m, n)) - 1);
        return new ConfidenceInterval(
                differences[dropped], differences[differences.length - 1 - dropped], level);
    }

    private static double meanOfU(int m, int n) {
        return m * (double) n / 2;
    }

    private static double deviationOfU(int m, int n) {
        return Math.sqrt(m * (double) n * (m + n + 1) / 12);
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
        int m = baseline.length;
        int n = candidate.length;
        if (m + n > LARGEST_EXACT) {
            return NORMAL.survivalProbability((wins - .5 - meanOfU(m, n)) / deviationOfU(m, n));
        }
        double[] probability = distribution(m, n);
        double atLeast = 0;
        for (int u = (int) Math.ceil(wins); u < probability.length; u++) {
            atLeast += probability[u];
        }
        return Math.min(1, atLeast);
    }

    /// Of the Mann-Whitney U, 0 to m n, if both samples come from one population. The numbers of
    /// arrangements are the coefficients of the Gaussian binomial (m + n over n), which is the
    /// product of (1 - q^(m + i)) / (1 - q^i).
    static double[] distribution(int m, int n) {
        double[] ways = new double[m * n + 1];
        ways[0] = 1;
        for (int i = 1; i <= n; i++) {
            for (int u = ways.length - 1; u >= m + i; u--) {
                ways[u] -= ways[u - m - i];
            }
            for (int u = i; u < ways.length; u++) {
                ways[u] += ways[u - i];
            }
        }
        double total = Arrays.stream(ways).sum();
        return Arrays.stream(ways).map(w -> w / total).toArray();
    }
}
