package dev.wiregauge.agent;

import dev.wiregauge.agent.traffic.Lifeline;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Ends the agent when nobody has spoken to it for too long: a harness that died without closing
/// the pipe must not leave traffic behind.
///
/// Traffic of known length counts as speech until it should be over.
final class DeadMan implements Lifeline {
    private final long silenceNs;
    private final LongSupplier nanoTime;
    private final Runnable end;
    private long deadlineNs;

    /// @param end called once, on the timer's own thread
    DeadMan(Duration silence, LongSupplier nanoTime, Runnable end) {
        silenceNs = silence.toNanos();
        this.nanoTime = nanoTime;
        this.end = end;
        deadlineNs = nanoTime.getAsLong() + silenceNs;
    }

    void start() {
        Thread.ofPlatform().daemon().name("dead-man").start(this::watch);
    }

    /// A line came.
    synchronized void heard() {
        extend(Duration.ZERO);
    }

    @Override
    public synchronized void extend(Duration length) {
        long later = nanoTime.getAsLong() + silenceNs + length.toNanos();
        if (later - deadlineNs > 0) {
            deadlineNs = later;
        }
    }

    synchronized long remainingNs() {
        return deadlineNs - nanoTime.getAsLong();
    }

    private void watch() {
        long remaining = remainingNs();
        while (remaining > 0) {
            try {
                Thread.sleep(Duration.ofNanos(remaining));
            } catch (InterruptedException _) {
                return;
            }
            remaining = remainingNs();
        }
        end.run();
    }
}
