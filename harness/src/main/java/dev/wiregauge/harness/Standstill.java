package dev.wiregauge.harness;

import java.time.Duration;
import java.util.Optional;

/// Notices that this process stood still for a while: Ctrl-Z, a debugger, or no CPU at all. Agents
/// and deadlines go on meanwhile, and what they report afterwards does not say why.
final class Standstill implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(500);

    /// A busy machine may wake a thread late, but not so late.
    private static final long LEAST_NS = Duration.ofSeconds(5).toNanos();

    private final Thread watcher;
    private long lastNs;
    private long stoodNs;

    private Standstill(Thread.Builder thread) {
        lastNs = System.nanoTime();
        watcher = thread.unstarted(this::lookAgainAndAgain);
    }

    static Standstill watch() {
        Standstill standstill = new Standstill(Thread.ofPlatform().daemon().name("standstill"));
        standstill.watcher.start();
        return standstill;
    }

    /// Not started: looks only when it is told to.
    static Standstill idle() {
        return new Standstill(Thread.ofPlatform());
    }

    private void lookAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                look(System.nanoTime());
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    synchronized void look(long nowNs) {
        if (nowNs - lastNs > LEAST_NS) {
            stoodNs += nowNs - lastNs;
        }
        lastNs = nowNs;
    }

    /// Empty where it ran all the time.
    synchronized Optional<String> words() {
        return stoodNs == 0
                ? Optional.empty()
                : Optional.of(
                        "Wiregauge stood still for %d s during this run (Ctrl-Z, a debugger, or no CPU time at all): agents end when they hear nothing for a minute, and their trials do not count."
                                .formatted(Duration.ofNanos(stoodNs).toSeconds()));
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
