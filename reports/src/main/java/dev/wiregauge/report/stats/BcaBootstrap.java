package dev.wiregauge.report.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/// Bias-corrected and accelerated bootstrap intervals (Efron 1987), with tails widened for small
/// samples.
///
/// A bootstrap distribution is narrower than the sampling distribution by about sqrt((n - 1) / n),
/// and knows nothing of the t distribution; both are made good by taking quantiles further out
/// (Hesterberg 2015, "What Teachers Should Know About the Bootstrap", expanded percentiles). How
/// well the level then holds is simulated in this class's test.
///
/// @param resamples number of bootstrap samples; 2000 keep the Monte Carlo error of an end far
///   below the interval's width
public record BcaBootstrap(int resamples, double level) {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    public BcaBootstrap {
        if (resamples < 100) {
            throw new IllegalArgumentException(
                    "resamples is " + resamples + ", allowed: at least 100");
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is " + level + ", allowed: between 0 and 1");
        }
    }

    /// @param statistic of a sorted sample; never keeps the array it is given
    /// @param random seeded by the caller, so that a report made twice says the same
    public ConfidenceInterval interval(
            double[] values, ToDoubleFunction<double[]> statistic, SplittableRandom random) {
        int n = values.length;
        if (n < 3) {
            throw new IllegalArgumentException(
                    "values holds " + n + " numbers, allowed: at least 3");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double estimate = statistic.applyAsDouble(sorted);
        double[] replicates = replicates(sorted, statistic, random);
        if (replicates[0] == replicates[replicates.length - 1]) {
            return new ConfidenceInterval(estimate, estimate, level);
        }
        double bias = bias(replicates, estimate);
        double acceleration = acceleration(sorted, statistic);
        double tail = widenedTail(n);
        double low = Samples.quantileOfSorted(replicates, shifted(tail, bias, acceleration));
        double high = Samples.quantileOfSorted(replicates, shifted(1 - tail, bias, acceleration));
        return new ConfidenceInterval(Math.min(low, high), Math.max(low, high), level);
    }

    private double[] replicates(
            double[] sorted, ToDoubleFunction<double[]> statistic, SplittableRandom random) {
        double[] replicates = new double[resamples];
        double[] resample = new double[sorted.length];
        for (int r = 0; r < resamples; r++) {
            for (int i = 0; i < resample.length; i++) {
                resample[i] = sorted[random.nextInt(sorted.length)];
            }
            Arrays.sort(resample);
            replicates[r] = statistic.applyAsDouble(resample);
        }
        Arrays.sort(replicates);
        return replicates;
    }

    /// Which normal quantile the estimate sits at among the replicates; ties count half.
    private static double bias(double[] replicates, double estimate) {
        long below = Arrays.stream(replicates).filter(r -> r < estimate).count();
        long equal = Arrays.stream(replicates).filter(r -> r == estimate).count();
        double share = (below + equal / 2.0) / replicates.length;
        double edge = 0.5 / replicates.length;
        return NORMAL.inverseCumulativeProbability(Math.clamp(share, edge, 1 - edge));
    }

    /// From the skewness of the jackknife values.
    private static double acceleration(double[] sorted, ToDoubleFunction<double[]> statistic) {
        double[] left = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            double[] without = new double[sorted.length - 1];
            System.arraycopy(sorted, 0, without, 0, i);
            System.arraycopy(sorted, i + 1, without, i, sorted.length - 1 - i);
            left[i] = statistic.applyAsDouble(without);
        }
        double mean = Samples.mean(left);
        double squares = 0;
        double cubes = 0;
        for (double value : left) {
            double d = mean - value;
            squares += d * d;
            cubes += d * d * d;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private double widenedTail(int n) {
        double t = TDistribution.of(n - 1).inverseCumulativeProbability((1 - level) / 2);
        return NORMAL.cumulativeProbability(Math.sqrt(n / (n - 1.0)) * t);
    }

    private static double shifted(double tail, double bias, double acceleration) {
        double z = bias + NORMAL.inverseCumulativeProbability(tail);
        double shifted = NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
        return Math.clamp(shifted, 0, 1);
    }
}
