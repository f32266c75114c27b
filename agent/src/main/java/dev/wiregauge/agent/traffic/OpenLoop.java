package dev.wiregauge.agent.traffic;

import dev.wiregauge.scenario.Pace;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// Sends requests when they are due, whatever became of the earlier ones, and times each response
/// from the moment its request was due.
///
/// That moment, and not the one of sending, is what a user waits from: where the server or the path
/// stalls, every request of that time is late, also those that could not even be sent. A loop that
/// waits for a response before it looks at the clock again would count the stall once ("coordinated
/// omission").
final class OpenLoop {
    /// Requests under way at once; beyond, the rate is far above what the path can do.
    private static final int MAX_OUTSTANDING = 1 << 16;

    private static final long UNUSED = Long.MIN_VALUE;
    private static final Duration LAST_RESPONSES = Duration.ofSeconds(5);
    private static final Duration LAST_DATAGRAMS = Duration.ofMillis(500);

    private final Exchange exchange;
    private final Pace pace;
    private final PaceGrid grid;
    private final WindowRecorder window;
    private final TrialClock clock;
    private final int requestBytes;
    private final Histogram latency = RoundTrips.histogram();
    private final Histogram pacingError = RoundTrips.histogram();
    private final long[] dueNs = new long[MAX_OUTSTANDING];
    private long sent;
    private long answered;
    private long dueInWindow;

    /// The trial's times, all on one clock.
    record TrialClock(LongSupplier nanoTime, long windowStartNs, long windowEndNs) {
        boolean inWindow(long timeNs) {
            return timeNs - windowStartNs >= 0 && timeNs - windowEndNs < 0;
        }
    }

    OpenLoop(
            Exchange exchange,
            Pace pace,
            PaceGrid grid,
            WindowRecorder window,
            TrialClock clock,
            int requestBytes) {
        this.exchange = exchange;
        this.pace = pace;
        this.grid = grid;
        this.window = window;
        this.clock = clock;
        this.requestBytes = requestBytes;
        Arrays.fill(dueNs, UNUSED);
    }

    /// From the due time to the response, of every request that was due in the window.
    Histogram latency() {
        return latency;
    }

    /// From the due time to the moment of sending.
    Histogram pacingError() {
        return pacingError;
    }

    /// Requests due in the window that were never answered.
    long lost() {
        return dueInWindow - latency.getTotalCount();
    }

    void run(Runnable eachRound) {
        long nextDueNs = grid.nextDueNs();
        while (nextDueNs - clock.windowEndNs() < 0) {
            long nowNs = clock.nanoTime().getAsLong();
            if (nowNs - nextDueNs >= 0 && trySend(nowNs, nextDueNs)) {
                nextDueNs = grid.nextDueNs();
            } else if (!receive()) {
                window.count(nowNs, 0, 0);
                if (pace.waiting() == Pace.Waiting.SLEEP) {
                    exchange.await(Math.max(0, nextDueNs - nowNs));
                } else {
                    Thread.onSpinWait();
                }
            }
            eachRound.run();
        }
        collectTheRest();
    }

    private boolean trySend(long nowNs, long due) {
        int slot = (int) (sent % MAX_OUTSTANDING);
        if (dueNs[slot] != UNUSED && !exchange.mayLose()) {
            throw new TrialException(
                    "the server fell "
                            + MAX_OUTSTANDING
                            + " requests behind: the rate of "
                            + pace.requestsPerSecond()
                            + "/s is above what this path can do");
        }
        if (!exchange.trySend(sent)) {
            return false;
        }
        dueNs[slot] = due;
        sent++;
        if (clock.inWindow(due)) {
            dueInWindow++;
            RoundTrips.record(pacingError, nowNs - due);
        }
        return true;
    }

    private boolean receive() {
        long sequence = exchange.tryReceive();
        if (sequence == Exchange.NOTHING) {
            return false;
        }
        long nowNs = clock.nanoTime().getAsLong();
        int slot = (int) (sequence % MAX_OUTSTANDING);
        long due = dueNs[slot];
        if (sequence < 0 || sequence >= sent || due == UNUSED) {
            return true; // a duplicate, or one given up long ago
        }
        dueNs[slot] = UNUSED;
        answered++;
        window.count(nowNs, requestBytes, 1);
        if (clock.inWindow(due)) {
            RoundTrips.record(latency, nowNs - due);
        }
        return true;
    }

    /// A stall at the end counts too: what was due in the window is waited for.
    private void collectTheRest() {
        Duration patience = exchange.mayLose() ? LAST_DATAGRAMS : LAST_RESPONSES;
        long giveUpNs = clock.windowEndNs() + patience.toNanos();
        while (answered < sent || !window.finished()) {
            long nowNs = clock.nanoTime().getAsLong();
            window.count(nowNs, 0, 0);
            if (receive()) {
                continue;
            }
            if (nowNs - giveUpNs > 0) {
                if (exchange.mayLose()) {
                    return;
                }
                throw new TrialException(
                        (sent - answered)
                                + " requests were not answered within "
                                + patience.toSeconds()
                                + " s after the end of the trial");
            }
            exchange.await(1_000_000);
        }
    }
}
