package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.util.ArrayList;
import java.util.List;

/// Attributes bytes and transactions to the measured window and to its intervals.
///
/// Told of every event with the time at which it was seen; does not allocate after construction.
/// The window runs between two such times, so that what is counted and how long it took belong
/// together exactly. Used by one thread.
final class WindowRecorder {
    /// One hour at 100 ms.
    static final int MAX_INTERVALS = 36_000;

    private final ThreadCpuClock cpuClock;
    private final long warmupEndNs;
    private final long endNs;
    private final long intervalNs;
    private final long[] ends;
    private final long[] bytesByInterval;
    private final long[] transactionsByInterval;

    private boolean started;
    private boolean finished;
    private int closed;
    private long startNs;
    private long nextEdgeNs;
    private long stopNs;
    private long openBytes;
    private long openTransactions;
    private long bytes;
    private long transactions;
    private long cpuNs;

    /// @param goNs when the traffic began, on the clock of all later times
    /// @throws TrialException if the time series would have too many points
    WindowRecorder(Timing timing, long goNs, ThreadCpuClock cpuClock) {
        this.cpuClock = cpuClock;
        warmupEndNs = goNs + timing.warmup().toNanos();
        endNs = warmupEndNs + timing.duration().toNanos();
        intervalNs = timing.interval().toNanos();
        long points = (timing.duration().toNanos() + intervalNs - 1) / intervalNs;
        if (points > MAX_INTERVALS) {
            throw new TrialException(
                    "the interval of "
                            + timing.interval()
                            + " makes "
                            + points
                            + " points, allowed: "
                            + MAX_INTERVALS
                            + "; choose a longer interval");
        }
        ends = new long[(int) points + 1];
        bytesByInterval = new long[ends.length];
        transactionsByInterval = new long[ends.length];
    }

    /// When the warm-up is planned to end.
    long plannedStartNs() {
        return warmupEndNs;
    }

    long plannedEndNs() {
        return endNs;
    }

    /// @return whether this event belongs to the window
    boolean count(long nowNs, long moreBytes, long moreTransactions) {
        if (!started) {
            if (nowNs - warmupEndNs >= 0) {
                start(nowNs);
            }
            return false;
        }
        if (finished) {
            return false;
        }
        openBytes += moreBytes;
        openTransactions += moreTransactions;
        if (nowNs - nextEdgeNs >= 0) {
            closeInterval(nowNs);
        }
        return true;
    }

    private void start(long nowNs) {
        started = true;
        startNs = nowNs;
        nextEdgeNs = Math.min(warmupEndNs + intervalNs, endNs);
        cpuNs = cpuClock.nanos();
    }

    private void closeInterval(long nowNs) {
        ends[closed] = nowNs - startNs;
        bytesByInterval[closed] = openBytes;
        transactionsByInterval[closed] = openTransactions;
        closed++;
        bytes += openBytes;
        transactions += openTransactions;
        openBytes = 0;
        openTransactions = 0;
        if (nowNs - endNs >= 0) {
            end(nowNs);
            return;
        }
        // a stall that swallowed whole intervals leaves one long interval, its true length on it
        long missed = (nowNs - nextEdgeNs) / intervalNs + 1;
        nextEdgeNs = Math.min(nextEdgeNs + missed * intervalNs, endNs);
    }

    private void end(long nowNs) {
        finished = true;
        stopNs = nowNs;
        cpuNs = cpuClock.nanos() - cpuNs;
    }

    /// Ends the window now if it is open: the traffic is over earlier than planned.
    void finish(long nowNs) {
        if (started && !finished) {
            closeInterval(nowNs);
            if (!finished) {
                end(nowNs);
            }
        }
    }

    boolean started() {
        return started;
    }

    boolean finished() {
        return finished;
    }

    long startNs() {
        return startNs;
    }

    long windowNs() {
        return stopNs - startNs;
    }

    long bytes() {
        return bytes;
    }

    long transactions() {
        return transactions;
    }

    /// Of the thread that counted, in the window.
    long cpuNs() {
        return cpuNs;
    }

    int intervals() {
        return closed;
    }

    /// From the window's start.
    long intervalEndNs(int interval) {
        return ends[interval];
    }

    long intervalBytes(int interval) {
        return bytesByInterval[interval];
    }

    long intervalTransactions(int interval) {
        return transactionsByInterval[interval];
    }

    List<Long> endsNs() {
        return list(ends);
    }

    List<Long> bytesByInterval() {
        return list(bytesByInterval);
    }

    private List<Long> list(long[] values) {
        List<Long> list = new ArrayList<>(closed);
        for (int i = 0; i < closed; i++) {
            list.add(values[i]);
        }
        return list;
    }
}
