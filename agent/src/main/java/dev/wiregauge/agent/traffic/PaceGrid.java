package dev.wiregauge.agent.traffic;

import dev.wiregauge.scenario.Pace;

import java.util.SplittableRandom;

/// The due times of an open loop. Does not allocate after construction.
final class PaceGrid {
    private static final double NS_PER_SECOND = 1e9;

    private final double meanGapNs;
    private final Pace.Arrivals arrivals;
    private final SplittableRandom random;
    private final long originNs;
    private double sinceOriginNs;

    /// @param seed of the random process: the same one gives the same times
    PaceGrid(Pace pace, long originNs, long seed) {
        meanGapNs = NS_PER_SECOND / pace.requestsPerSecond();
        arrivals = pace.arrivals();
        random = new SplittableRandom(seed);
        this.originNs = originNs;
    }

    long nextDueNs() {
        sinceOriginNs +=
                switch (arrivals) {
                    case FIXED -> meanGapNs;
                    // gaps of a Poisson process are exponential; 1 - u is never 0
                    case POISSON -> -Math.log(1 - random.nextDouble()) * meanGapNs;
                };
        return originNs + (long) sinceOriginNs;
    }
}
