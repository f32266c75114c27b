package dev.wiregauge.agent.traffic;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Whether the instrument itself was held up in a window: then it measured its own waiting, and the
/// trial says nothing about the path.
///
/// @param mostWaitPercent of the window that a measuring thread may have waited for a CPU; 100 lets
///   any lateness pass, that of a pacer too
/// @param mostPause that the garbage collector may have stopped all threads
public record Starvation(int mostWaitPercent, Duration mostPause) {
    /// A half: below it, a trial on a machine shared by both ends of a busy path would be refused
    /// for what is the path's own doing.
    public static final int DEFAULT_WAIT_PERCENT = 50;

    public static final Duration DEFAULT_PAUSE = Duration.ofMillis(5);

    /// A wait for one time slice of somebody else is no starvation, however short the window: a
    /// peer that closes at once makes it a few microseconds.
    private static final long LEAST_WAIT_NS = 10_000_000;

    /// What a sleeping pacer is late by on a good machine does not count.
    private static final double LEAST_LATENESS_NS = 200_000;

    /// Of the rate that a sender of datagrams was asked for; bursts make a window's edges uneven.
    private static final double LEAST_PART_OF_RATE = 0.95;

    public Starvation {
        if (mostWaitPercent < 1 || mostWaitPercent > 100) {
            throw new IllegalArgumentException(
                    "mostWaitPercent is " + mostWaitPercent + ", allowed: 1 to 100");
        }
    }

    /// What the kernel and the JVM have counted up to now.
    ///
    /// @param waitNs by thread id: ready to run, but not running
    /// @param pauseNs stopped by the garbage collector
    /// @param throttledNs stopped by the control group's CPU quota
    public record Reading(Map<Integer, Long> waitNs, long pauseNs, long throttledNs) {
        public Reading {
            waitNs = Map.copyOf(waitNs);
        }
    }

    /// Takes a reading.
    @FunctionalInterface
    public interface Source {
        /// @param threadIds of the measuring threads
        Reading read(Iterable<Integer> threadIds);
    }

    /// @param competing whether waiting for a CPU is part of the workload: bulk traffic shares its
    ///   CPU with the kernel's own threads that carry it (ksoftirqd), and ends pinned to one CPU
    ///   wait for each other
    /// @return one sentence, or empty where all is well
    Optional<String> fault(Reading before, Reading after, long windowNs, boolean competing) {
        if (after.throttledNs() > before.throttledNs()) {
            return Optional.of(
                    "the agent's CPU quota held it up for "
                            + ms(after.throttledNs() - before.throttledNs())
                            + " of "
                            + ms(windowNs));
        }
        long pauseNs = after.pauseNs() - before.pauseNs();
        if (pauseNs > mostPause.toNanos()) {
            return Optional.of(
                    "the agent's garbage collector stopped it for "
                            + ms(pauseNs)
                            + ", allowed: "
                            + mostPause.toMillis()
                            + " ms");
        }
        return competing ? Optional.empty() : waited(before, after, windowNs);
    }

    private Optional<String> waited(Reading before, Reading after, long windowNs) {
        for (Map.Entry<Integer, Long> thread : after.waitNs().entrySet()) {
            long waitNs = thread.getValue() - before.waitNs().getOrDefault(thread.getKey(), 0L);
            if (waitNs > LEAST_WAIT_NS && waitNs * 100 > windowNs * mostWaitPercent) {
                return Optional.of(
                        "the agent was starved of CPU: a measuring thread waited for one during "
                                + ms(waitNs)
                                + " of "
                                + ms(windowNs));
            }
        }
        return Optional.empty();
    }

    /// Whether a sender was late by more than the distance of two requests: then it offered another
    /// load than it was asked for.
    Optional<String> pacingFault(Histogram errorNs, long windowNs) {
        double gapNs = (double) windowNs / Math.max(1, errorNs.getTotalCount());
        long medianNs = errorNs.getValueAtPercentile(50);
        if (mostWaitPercent == 100 || medianNs <= Math.max(gapNs, LEAST_LATENESS_NS)) {
            return Optional.empty();
        }
        return Optional.of(
                "the pacer missed its grid: half of the requests left more than "
                        + medianNs / 1000
                        + " us late, at a distance of "
                        + Math.round(gapNs / 1000)
                        + " us");
    }

    /// Whether a sender of datagrams fell behind the rate it was asked for: then it offered another
    /// load.
    ///
    /// @param sent datagrams in the window
    Optional<String> rateFault(long sent, long windowNs, int packetsPerSecond) {
        double reached = sent * 1e9 / windowNs;
        if (mostWaitPercent == 100 || reached >= packetsPerSecond * LEAST_PART_OF_RATE) {
            return Optional.empty();
        }
        return Optional.of(
                "the sender reached "
                        + Math.round(reached)
                        + " of the "
                        + packetsPerSecond
                        + " datagrams/s that it was asked for");
    }

    private static String ms(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
