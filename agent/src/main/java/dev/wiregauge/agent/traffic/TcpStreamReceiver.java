package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The serving end of `tcp_stream`: takes bytes, and tells the client how many came in its window.
final class TcpStreamReceiver {
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
        try (NativeBuffer buffer = new NativeBuffer(StreamIntake.RECEIVE_BYTES)) {
            WindowRecorder window =
                    new WindowRecorder(timing, nanoTime.getAsLong(), new ThreadCpuClock());
            if (new StreamIntake(connection, truncate, nanoTime).run(buffer, window)) {
                int bufferBytes = connection.socket().get(SocketOption.RECEIVE_BUFFER);
                connection.write(
                        DataMessage.ServerReport.ofReceiver(window, cpu, bufferBytes), ENDING);
                drain(buffer);
            }
        }
    }

    /// The client sends until it has read the report; a full receive buffer would hold up the
    /// packets that carry it.
    private void drain(NativeBuffer buffer) {
        long deadlineNs = nanoTime.getAsLong() + ENDING.toNanos();
        while (nanoTime.getAsLong() - deadlineNs < 0) {
            long n = connection.socket().receive(buffer, 0, StreamIntake.RECEIVE_BYTES);
            if (n == 0 || (n < 0 && connection.isBroken(n))) {
                return;
            }
        }
    }
}
