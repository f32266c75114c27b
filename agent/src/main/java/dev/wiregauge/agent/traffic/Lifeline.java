package dev.wiregauge.agent.traffic;

import java.time.Duration;

/// Told when traffic of known length begins, so that silence of the harness meanwhile is no reason
/// to end the agent.
@FunctionalInterface
public interface Lifeline {
    void extend(Duration length);
}
