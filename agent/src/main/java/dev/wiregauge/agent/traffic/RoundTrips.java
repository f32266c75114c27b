package dev.wiregauge.agent.traffic;

import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/// The one shape of every latency histogram, so that any two can be added: nanoseconds up to an
/// hour, 3 significant digits (280 KB).
public final class RoundTrips {
    private static final long MOST_NS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private RoundTrips() {}

    /// An empty one.
    public static Histogram histogram() {
        return new Histogram(MOST_NS, DIGITS);
    }

    /// Does not allocate.
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0L, MOST_NS));
    }
}
