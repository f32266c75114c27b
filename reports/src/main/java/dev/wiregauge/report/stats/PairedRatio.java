package dev.wiregauge.report.stats;

import java.util.Optional;
import java.util.SplittableRandom;

/// How many times larger one quantity is than another that was measured beside it.
///
/// Each pair gives the logarithm of its ratio; the estimate is the pseudo-median of those. Slow
/// drift of the machine hits both halves of a pair and cancels.
///
/// @param ratio candidate over reference; 1 means equal
/// @param interval empty where a single pair says nothing about spread
/// @param detectable the smallest ratio above 1 that this design would have shown in four of five
///   repetitions; empty where a single pair says nothing about spread
public record PairedRatio(
        double ratio,
        Optional<ConfidenceInterval> interval,
        int pairs,
        Method method,
        Optional<Double> detectable) {
    /// From this many pairs on the bootstrap has enough to draw from; below, only the exact
    /// interval is honest.
    public static final int LEAST_FOR_BOOTSTRAP = 10;

    /// Above this many the rank sum is as good as normal, and resampling only costs time.
    static final int MOST_FOR_BOOTSTRAP = 50;

    private static final int RESAMPLES = 2000;

    /// How the interval was made.
    public enum Method {
        SIGNED_RANK("exact signed-rank"),
        BCA_BOOTSTRAP("BCa bootstrap"),
        SIGNED_RANK_NORMAL("signed-rank with normal approximation");

        private final String label;

        Method(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// @param logRatios one natural logarithm per pair, at least one, all finite
    /// @param level wanted coverage, such as 0.95
    /// @param seed of the bootstrap
    public static PairedRatio of(double[] logRatios, double level, long seed) {
        if (logRatios.length == 0) {
            throw new IllegalArgumentException("logRatios is empty, allowed: at least one pair");
        }
        for (double logRatio : logRatios) {
            if (!Double.isFinite(logRatio)) {
                throw new IllegalArgumentException(
                        "logRatios holds " + logRatio + ", allowed: finite numbers");
            }
        }
        double centre = HodgesLehmann.pseudoMedian(logRatios);
        Method method =
                logRatios.length < LEAST_FOR_BOOTSTRAP
                        ? Method.SIGNED_RANK
                        : logRatios.length <= MOST_FOR_BOOTSTRAP
                                ? Method.BCA_BOOTSTRAP
                                : Method.SIGNED_RANK_NORMAL;
        Optional<ConfidenceInterval> interval =
                switch (method) {
                    case SIGNED_RANK -> SignedRank.interval(logRatios, level);
                    case BCA_BOOTSTRAP ->
                            Optional.of(
                                    new BcaBootstrap(RESAMPLES, level)
                                            .interval(
                                                    logRatios,
                                                    HodgesLehmann::pseudoMedianOfSorted,
                                                    new SplittableRandom(seed)));
                    case SIGNED_RANK_NORMAL ->
                            Optional.of(SignedRank.approximateInterval(logRatios, level));
                };
        return new PairedRatio(
                Math.exp(centre),
                interval.map(ConfidenceInterval::exp),
                logRatios.length,
                method,
                logRatios.length < 2
                        ? Optional.empty()
                        : Optional.of(DetectableChange.ofPairs(logRatios)));
    }

    /// About how many pairs of this noise would show a change of that ratio, by the root-n law;
    /// empty where a single pair says nothing about spread.
    ///
    /// @param change above 1
    public Optional<Integer> pairsToShow(double change) {
        return detectable.map(shown -> {
            double factor = Math.log(shown) / Math.log(change);
            return (int) Math.ceil(Math.max(2, pairs * factor * factor));
        });
    }

    /// Whether the interval excludes 1.
    public boolean differs() {
        return interval.isPresent() && !interval.get().contains(1);
    }
}
