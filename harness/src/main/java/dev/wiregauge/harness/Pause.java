package dev.wiregauge.harness;

import dev.wiregauge.harness.testbed.AgentLostException;

import java.util.concurrent.TimeUnit;

/// A short wait between two questions; an interruption ends it and the run.
final class Pause {
    private Pause() {}

    static void millis(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentLostException("interrupted");
        }
    }
}
