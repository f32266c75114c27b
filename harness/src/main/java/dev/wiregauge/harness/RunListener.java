package dev.wiregauge.harness;

import dev.wiregauge.result.Trial;
import dev.wiregauge.result.WireProof;

import java.time.Duration;

/// Hears how a run goes on. Called from the run's own thread; must not block.
public interface RunListener {
    /// A new step, such as `building the lab`.
    void step(String what);

    void proved(WireProof proof);

    /// @param done trials finished, discarded and repeated ones included
    /// @param total trials expected as of now
    /// @param left estimate from the pace so far
    void measured(Trial trial, int done, int total, Duration left);

    /// Something the user must know, such as waiting for another run.
    void note(String what);
}
