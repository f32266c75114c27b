package dev.wiregauge.harness.journal;

import java.util.List;

/// Removes what a journal claims. One for each testbed.
public interface Eraser {
    boolean handles(Creation creation);

    /// Removes these, in this order. What is gone already is no failure.
    ///
    /// @param creations only such that [#handles] accepted, newest first
    /// @return one line for each thing that could not be removed, saying why; empty when all are
    ///   gone
    List<String> erase(List<Creation> creations);
}
