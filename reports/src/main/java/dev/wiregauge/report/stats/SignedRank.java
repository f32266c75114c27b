package dev.wiregauge.report.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;

import java.util.Arrays;
import java.util.Optional;

/// The exact interval that belongs to Wilcoxon's signed-rank test.
///
/// It assumes only that the differences are spread symmetrically about their centre. Its ends are
/// Walsh averages, so with few values only certain levels exist: six pairs reach 0.96875, five no
/// more than 0.9375. The true level is part of the answer.
public final class SignedRank {
    /// 2 to the power of this many sign patterns is still exact in a double.
    private static final int LARGEST_EXACT = 50;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private SignedRank() {}

    /// The narrowest exact interval of at least the wanted level, or the widest one there is where
    /// the level cannot be reached. Empty for fewer than two values.
    public static Optional<ConfidenceInterval> interval(double[] differences, double wantedLevel) {
        int n = differences.length;
        if (n > LARGEST_EXACT) {
            throw new IllegalArgumentException(
                    "differences holds "
                            + n
                            + " numbers, allowed: up to "
                            + LARGEST_EXACT
                            + " for the exact interval");
        }
        if (n < 2) {
            return Optional.empty();
        }
        double[] averages = HodgesLehmann.walshAverages(differences);
        double[] probability = rankSumDistribution(n);
        int dropped = 0;
        double tail = probability[0];
        double level = 1 - 2 * tail;
        while (dropped + 1 < averages.length / 2) {
            double wider = tail + probability[dropped + 1];
            if (1 - 2 * wider < wantedLevel) {
                break;
            }
            dropped++;
            tail = wider;
            level = 1 - 2 * tail;
        }
        return Optional.of(
                new ConfidenceInterval(
                        averages[dropped], averages[averages.length - 1 - dropped], level));
    }

    /// The same where the rank sum may be taken as normal: from about 50 values on.
    static ConfidenceInterval approximateInterval(double[] differences, double level) {
        double n = differences.length;
        double mean = n * (n + 1) / 4;
        double deviation = Math.sqrt(n * (n + 1) * (2 * n + 1) / 24);
        double z = NORMAL.inverseSurvivalProbability((1 - level) / 2);
        long averages = (long) (n * (n + 1) / 2);
        long low = Math.max(1, (long) Math.floor(mean - z * deviation));
        double[] sorted = differences.clone();
        Arrays.sort(sorted);
        return new ConfidenceInterval(
                HodgesLehmann.rankedAverage(sorted, low),
                HodgesLehmann.rankedAverage(sorted, averages + 1 - low),
                level);
    }

    /// How likely so many and so large differences above a margin are if their centre lay on it:
    /// Wilcoxon's test, one-sided; equal distances share their mean rank.
    public static double probabilityOfMoreThan(double margin, double[] differences) {
        double[] distances =
                Arrays.stream(differences).map(d -> d - margin).filter(d -> d != 0).toArray();
        int n = distances.length;
        if (n == 0) {
            return 1;
        }
        double positive = positiveRanks(distances);
        if (n > LARGEST_EXACT) {
            double mean = n * (n + 1.0) / 4;
            double deviation = Math.sqrt(n * (n + 1.0) * (2.0 * n + 1) / 24);
            return NORMAL.survivalProbability((positive - .5 - mean) / deviation);
        }
        double[] probability = rankSumDistribution(n);
        double tail = 0;
        for (int sum = (int) Math.floor(positive); sum < probability.length; sum++) {
            tail += probability[sum];
        }
        return Math.min(1, tail);
    }

    private static double positiveRanks(double[] distances) {
        double sum = 0;
        for (double distance : distances) {
            if (distance <= 0) {
                continue;
            }
            int smaller = 0;
            int equal = 0;
            for (double other : distances) {
                smaller += Math.abs(other) < distance ? 1 : 0;
                equal += Math.abs(other) == distance ? 1 : 0;
            }
            sum += smaller + (equal + 1) / 2.0;
        }
        return sum;
    }

    /// Probability of each sum of positive ranks, 0 to n (n + 1) / 2, if every sign is a fair coin.
    static double[] rankSumDistribution(int n) {
        double[] ways = new double[n * (n + 1) / 2 + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++) {
            for (int sum = ways.length - 1; sum >= rank; sum--) {
                ways[sum] += ways[sum - rank];
            }
        }
        double patterns = Math.pow(2, n);
        for (int sum = 0; sum < ways.length; sum++) {
            ways[sum] /= patterns;
        }
        return ways;
    }
}
