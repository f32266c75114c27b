package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The serving end of `tcp_stream` towards the client: sends until the client's window is over, and
/// then tells what it saw of its socket.
final class TcpStreamServerSender {
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final DataConnection connection;
    private final int writeBytes;
    private final Timing timing;
    private final Optional<Integer> cpu;
    private final LongSupplier nanoTime;

    TcpStreamServerSender(
            DataConnection connection,
            int writeBytes,
            Timing timing,
            Optional<Integer> cpu,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.writeBytes = writeBytes;
        this.timing = timing;
        this.cpu = cpu;
        this.nanoTime = nanoTime;
    }

    void run() {
        try (StreamOutput bytes = new StreamOutput.Copying(writeBytes)) {
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, new ThreadCpuClock());
            TcpWatch watch = new TcpWatch(connection.socket(), timing, goNs);
            new StreamPump(connection, nanoTime).run(bytes, window, watch);
            if (connection.readByte(DataMessage.STOP, ENDING)) {
                DataMessage.SenderReport sent = watch.report();
                connection.writeByte(DataMessage.REPORT, ENDING);
                connection.write(DataMessage.ServerReport.ofSender(window, cpu, sent), ENDING);
            }
        }
    }
}
