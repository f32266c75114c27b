package dev.wiregauge.report.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Where a series of runs changed its level or its spread: E-divisive with the energy distance
/// (Matteson and James 2014), each split tested by permutation.
///
/// @param permutations per test; 199 make 0.005 the smallest probability
/// @param significance below which a split is kept
/// @param leastSegment shortest stretch between two changes
public record ChangePoints(int permutations, double significance, int leastSegment) {
    public ChangePoints {
        if (leastSegment < 2) {
            throw new IllegalArgumentException(
                    "leastSegment is " + leastSegment + ", allowed: at least 2");
        }
    }

    /// @param index of the first value after the change
    /// @param probability of a split this clear if nothing had changed
    public record Change(int index, double probability) {}

    private record Split(int index, double distance) {}

    /// @return in ascending order of index
    public List<Change> of(double[] values, SplittableRandom random) {
        List<Change> changes = new ArrayList<>();
        search(values, 0, values.length, random, changes);
        changes.sort((a, b) -> Integer.compare(a.index(), b.index()));
        return changes;
    }

    private void search(
            double[] values, int from, int to, SplittableRandom random, List<Change> changes) {
        if (to - from < 2 * leastSegment) {
            return;
        }
        double[] segment = java.util.Arrays.copyOfRange(values, from, to);
        Split best = bestSplit(segment);
        int asClear = 1;
        for (int p = 0; p < permutations; p++) {
            if (bestSplit(shuffled(segment, random)).distance() >= best.distance()) {
                asClear++;
            }
        }
        double probability = asClear / (permutations + 1.0);
        if (best.distance() <= 0 || probability > significance) {
            return;
        }
        int index = from + best.index();
        changes.add(new Change(index, probability));
        search(values, from, index, random, changes);
        search(values, index, to, random, changes);
    }

    private Split bestSplit(double[] segment) {
        int n = segment.length;
        double[][] sums = distanceSums(segment);
        Split best = new Split(0, Double.NEGATIVE_INFINITY);
        for (int cut = leastSegment; cut <= n - leastSegment; cut++) {
            double within1 = block(sums, 0, cut, 0, cut);
            double within2 = block(sums, cut, n, cut, n);
            double between = block(sums, 0, cut, cut, n);
            double m = cut;
            double k = n - cut;
            double energy =
                    2 * between / (m * k)
                            - within1 / (m * Math.max(1, m - 1))
                            - within2 / (k * Math.max(1, k - 1));
            double distance = m * k / (m + k) * energy;
            if (distance > best.distance()) {
                best = new Split(cut, distance);
            }
        }
        return best;
    }

    /// Two-dimensional running sums of the distances of all pairs.
    private static double[][] distanceSums(double[] values) {
        int n = values.length;
        double[][] sums = new double[n + 1][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sums[i + 1][j + 1] =
                        Math.abs(values[i] - values[j])
                                + sums[i][j + 1]
                                + sums[i + 1][j]
                                - sums[i][j];
            }
        }
        return sums;
    }

    private static double block(double[][] sums, int top, int bottom, int left, int right) {
        return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left];
    }

    private static double[] shuffled(double[] values, SplittableRandom random) {
        double[] shuffled = values.clone();
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swap = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = swap;
        }
        return shuffled;
    }
}
