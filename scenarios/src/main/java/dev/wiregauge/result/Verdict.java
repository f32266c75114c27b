package dev.wiregauge.result;

import java.util.List;

/// What the harness concludes from evidence. Never a guess: what cannot be told is Inconclusive.
public sealed interface Verdict {
    record Pass() implements Verdict {}

    /// @param reasons at least one, each a sentence with the figure and what was expected
    record Fail(List<String> reasons) implements Verdict {
        public Fail {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("reasons is empty, allowed: at least one");
            }
        }
    }

    record Inconclusive(String reason) implements Verdict {}

    default boolean passed() {
        return this instanceof Pass;
    }
}
