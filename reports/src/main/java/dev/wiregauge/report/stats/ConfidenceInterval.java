package dev.wiregauge.report.stats;

/// A range that holds the true value in the stated share of repetitions of the experiment.
///
/// @param level the coverage that was really reached, such as 0.96875; with few samples the exact
///   methods cannot give a round 0.95
public record ConfidenceInterval(double low, double high, double level) {
    public ConfidenceInterval {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "low is " + low + " and high is " + high + ", allowed: low <= high");
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "level is " + level + ", allowed: between 0 and 1, both excluded");
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /// Half of the width: what a two-sided statement is uncertain by.
    public double halfWidth() {
        return (high - low) / 2;
    }

    /// From logarithms of ratios to ratios.
    public ConfidenceInterval exp() {
        return new ConfidenceInterval(Math.exp(low), Math.exp(high), level);
    }
}
