package dev.wiregauge.report.stats;

/// Whether "no worse than so much" was shown, refuted, or neither.
public enum Equivalence {
    /// The whole interval lies within the margin.
    SHOWN,
    /// The whole interval lies beyond it.
    REFUTED,
    /// The margin is inside the interval: more pairs are needed.
    OPEN;

    /// @param change a ratio, above 1 is worse
    /// @param margin the largest ratio that is still allowed, such as 1.03
    public static Equivalence noWorseThan(ConfidenceInterval change, double margin) {
        if (change.high() <= margin) {
            return SHOWN;
        }
        return change.low() > margin ? REFUTED : OPEN;
    }
}
