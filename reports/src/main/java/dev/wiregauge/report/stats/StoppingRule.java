package dev.wiregauge.report.stats;

import java.util.List;
import java.util.Optional;

/// When `--repeats auto` has measured enough: every interval is as narrow as asked, or the budget
/// is spent.
///
/// Looking at the data after each block and stopping as soon as it looks good narrows intervals by
/// luck. So it looks only at [#leastPairs] and from then on each time a quarter more was measured,
/// and what it looks at is the width of the intervals, never which side of 1 they lie on.
///
/// @param halfWidth wanted, as a share: 0.02 means plus and minus 2 %
/// @param level of the intervals
/// @param leastPairs before the first look
/// @param mostPairs the budget
public record StoppingRule(double halfWidth, double level, int leastPairs, int mostPairs) {
    private static final double LOOK_AGAIN_AFTER = 1.25;

    public StoppingRule {
        if (!(halfWidth > 0 && halfWidth < 1)) {
            throw new IllegalArgumentException(
                    "halfWidth is " + halfWidth + ", allowed: between 0 and 1");
        }
        if (leastPairs < 6 || mostPairs < leastPairs) {
            throw new IllegalArgumentException(
                    "leastPairs is "
                            + leastPairs
                            + " and mostPairs "
                            + mostPairs
                            + ", allowed: 6 <= leastPairs <= mostPairs");
        }
    }

    /// What to do next.
    ///
    /// @param pairsWanted measure until there are that many, then ask again; empty means stop
    /// @param reason for the log, in words
    public record Decision(Optional<Integer> pairsWanted, String reason) {}

    /// @param logRatios of each ratio that shall become narrow, one number per pair
    public Decision decide(List<double[]> logRatios, long seed) {
        int pairs = logRatios.stream().mapToInt(each -> each.length).min().orElse(0);
        if (pairs < leastPairs) {
            return new Decision(
                    Optional.of(leastPairs), pairs + " pairs, first look at " + leastPairs);
        }
        double widest =
                logRatios.stream().mapToDouble(each -> halfWidthOf(each, seed)).max().orElse(0);
        String state =
                "widest interval is ±%.1f %% with %d pairs, wanted ±%.1f %%"
                        .formatted(widest * 100, pairs, halfWidth * 100);
        if (widest <= halfWidth) {
            return new Decision(Optional.empty(), state + ": narrow enough");
        }
        if (pairs >= mostPairs) {
            return new Decision(Optional.empty(), state + ": the budget is spent");
        }
        int next = Math.min(mostPairs, (int) Math.ceil(pairs * LOOK_AGAIN_AFTER));
        return new Decision(Optional.of(next), state + ": look again at " + next);
    }

    private double halfWidthOf(double[] logRatios, long seed) {
        return PairedRatio.of(logRatios, level, seed)
                .interval()
                .map(ConfidenceInterval::halfWidth)
                .orElse(Double.POSITIVE_INFINITY);
    }
}
