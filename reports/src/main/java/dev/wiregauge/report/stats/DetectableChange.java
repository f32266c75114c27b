package dev.wiregauge.report.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/// The smallest true change that a design of this noise and size would show in four of five
/// repetitions, tested two-sided at 5 %.
///
/// It describes the experiment, not its outcome: "no difference shown" means little where even a
/// large one could not have been shown.
public final class DetectableChange {
    private static final double SIGNIFICANCE = .05;
    private static final double POWER = .8;
    private static final int MOST_PAIRS = 10_000;

    private DetectableChange() {}

    /// @param logRatios one per pair, at least two
    /// @return as a ratio above 1, such as 1.031
    public static double ofPairs(double[] logRatios) {
        return Math.exp(standardised(logRatios.length) * Samples.standardDeviation(logRatios));
    }

    /// How many pairs it takes to show a change of that ratio, given the spread of these pairs.
    ///
    /// @param ratio above 1
    public static int pairsFor(double ratio, double[] logRatios) {
        if (!(ratio > 1)) {
            throw new IllegalArgumentException("ratio is " + ratio + ", allowed: above 1");
        }
        double spread = Samples.standardDeviation(logRatios);
        int tooFew = 2;
        int enough = MOST_PAIRS;
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) / 2;
            if (standardised(middle) * spread <= Math.log(ratio)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough;
    }

    /// In standard deviations of one pair.
    private static double standardised(int pairs) {
        if (pairs < 2) {
            throw new IllegalArgumentException("pairs is " + pairs + ", allowed: at least 2");
        }
        TDistribution t = TDistribution.of(pairs - 1);
        return (t.inverseSurvivalProbability(SIGNIFICANCE / 2)
                        + t.inverseSurvivalProbability(1 - POWER))
                / Math.sqrt(pairs);
    }
}
