package dev.wiregauge.agent.traffic;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Empties the heap before traffic begins, so that no collection falls into a window: the loops do
/// not allocate, and what setting up a trial does fits into an empty young generation.
final class QuietHeap {
    /// The many connections of one trial need it once.
    private static final long OFTEN_ENOUGH_NS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier nanoTime;
    private final AtomicLong lastNs;

    QuietHeap(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        lastNs = new AtomicLong(nanoTime.getAsLong() - OFTEN_ENOUGH_NS);
    }

    /// Some 10 ms for the heap of an agent; nothing where it was done within the last second.
    void collect() {
        long nowNs = nanoTime.getAsLong();
        long before = lastNs.get();
        if (nowNs - before >= OFTEN_ENOUGH_NS && lastNs.compareAndSet(before, nowNs)) {
            System.gc();
        }
    }
}
