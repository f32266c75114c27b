package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import java.util.Arrays;

/// Follows the sequence numbers of one flow: loss, duplicates, reordering and jitter in a window.
///
/// Does not allocate after construction. Used by one thread.
final class DatagramCounter {
    /// How far behind the newest a datagram may come and still be told from a duplicate.
    private static final int REMEMBERED = 1 << 16;

    private static final int BITS_PER_WORD = 64;
    private static final int JITTER_GAIN = 16; // RFC 3550, 6.4.1

    private final int payloadBytes;
    private final long[] seen = new long[REMEMBERED / BITS_PER_WORD];
    private boolean counting;
    private long first;
    private long next;
    private long received;
    private long duplicated;
    private long reordered;
    private long lastTransitNs;
    private long jitterTimes16Ns;
    private boolean hasTransit;

    DatagramCounter(int payloadBytes) {
        this.payloadBytes = payloadBytes;
    }

    /// The window begins: the next datagram is its first.
    void start() {
        counting = true;
        first = -1;
    }

    /// The window ends; gaps are still counted up to what [#closeGap] sees.
    void stop() {
        counting = false;
    }

    /// @param sentNs on the sender's clock, whatever its zero
    void count(long sequence, long sentNs, long arrivedNs) {
        if (!counting) {
            return;
        }
        if (first < 0) {
            first = sequence;
            next = sequence;
        }
        if (sequence < first) {
            return; // due before the window
        }
        if (sequence >= next) {
            forgetUpTo(sequence);
            mark(sequence);
            next = sequence + 1;
        } else if (next - sequence > REMEMBERED || isMarked(sequence)) {
            duplicated++;
            return;
        } else {
            mark(sequence);
            reordered++;
        }
        received++;
        jitter(arrivedNs - sentNs);
    }

    /// What is missing before the first datagram after the window was lost in it.
    void closeGap(long sequence) {
        next = Math.max(next, sequence);
    }

    private void jitter(long transitNs) {
        if (hasTransit) {
            jitterTimes16Ns += Math.abs(transitNs - lastTransitNs) - jitterTimes16Ns / JITTER_GAIN;
        }
        hasTransit = true;
        lastTransitNs = transitNs;
    }

    private void forgetUpTo(long sequence) {
        if (sequence - next >= REMEMBERED) {
            Arrays.fill(seen, 0);
            return;
        }
        for (long s = next; s <= sequence; s++) {
            seen[word(s)] &= ~bit(s);
        }
    }

    private void mark(long sequence) {
        seen[word(sequence)] |= bit(sequence);
    }

    private boolean isMarked(long sequence) {
        return (seen[word(sequence)] & bit(sequence)) != 0;
    }

    private static int word(long sequence) {
        return (int) (sequence % REMEMBERED) / BITS_PER_WORD;
    }

    private static long bit(long sequence) {
        return 1L << sequence % BITS_PER_WORD;
    }

    Measurement.DatagramFacts facts() {
        long expected = received == 0 ? 0 : next - first;
        return new Measurement.DatagramFacts(
                payloadBytes,
                received,
                Math.max(0, expected - received),
                duplicated,
                reordered,
                jitterTimes16Ns / JITTER_GAIN);
    }
}
