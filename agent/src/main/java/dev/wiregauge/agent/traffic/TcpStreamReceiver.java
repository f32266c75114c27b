package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The serving end of `tcp_stream`: takes bytes, and tells the client how many came in its window.
final class TcpStreamReceiver {
    /// Bytes asked of the kernel in one call; beyond it nothing is gained, below it calls cost.
    private static final int RECEIVE_BYTES = 128 << 10;

    /// Nothing is copied, so nothing is too much.
    private static final long DISCARD_BYTES = 64L << 20;

    private static final Duration ENDING = Duration.ofSeconds(5);

    private final DataConnection connection;
    private final boolean truncate;
    private final Timing timing;
    private final Optional<Integer> cpu;
    private final LongSupplier nanoTime;

    TcpStreamReceiver(
            DataConnection connection,
            boolean truncate,
            Timing timing,
            Optional<Integer> cpu,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.truncate = truncate;
        this.timing = timing;
        this.cpu = cpu;
        this.nanoTime = nanoTime;
    }

    void run() {
        try (NativeBuffer buffer = new NativeBuffer(RECEIVE_BYTES)) {
            WindowRecorder window =
                    new WindowRecorder(timing, nanoTime.getAsLong(), new ThreadCpuClock());
            if (receive(buffer, window)) {
                connection.write(DataMessage.ServerReport.of(window, cpu), ENDING);
                drain(buffer);
            }
        }
    }

    /// @return false where the client ended before the window did: nobody waits for a report
    private boolean receive(NativeBuffer buffer, WindowRecorder window) {
        Socket socket = connection.socket();
        while (!window.finished()) {
            long n =
                    truncate
                            ? socket.discard(buffer, DISCARD_BYTES)
                            : socket.receive(buffer, 0, RECEIVE_BYTES);
            if (n == 0) {
                return false;
            }
            if (n < 0) {
                connection.failUnlessTimeout(n);
                n = 0;
            }
            window.count(nanoTime.getAsLong(), n, 0);
        }
        return true;
    }

    /// The client sends until it has read the report; a full receive buffer would hold up the
    /// packets that carry it.
    private void drain(NativeBuffer buffer) {
        long deadlineNs = nanoTime.getAsLong() + ENDING.toNanos();
        while (nanoTime.getAsLong() - deadlineNs < 0) {
            long n = connection.socket().receive(buffer, 0, RECEIVE_BYTES);
            if (n == 0 || (n < 0 && connection.isBroken(n))) {
                return;
            }
        }
    }
}
