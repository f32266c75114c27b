package dev.wiregauge.agent.traffic;

import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The serving end of the first connection of `tcp_crr`: opens the desk, waits for the client's
/// end, reports.
final class TcpCrrServer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final DataConnection connection;
    private final CrrDesk desk;
    private final Timing timing;
    private final Optional<Integer> cpu;
    private final LongSupplier nanoTime;

    TcpCrrServer(
            DataConnection connection,
            CrrDesk desk,
            Timing timing,
            Optional<Integer> cpu,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.desk = desk;
        this.timing = timing;
        this.cpu = cpu;
        this.nanoTime = nanoTime;
    }

    void run() {
        desk.open(timing, nanoTime.getAsLong());
        WindowRecorder window;
        try {
            connection.writeGo(ENDING);
            connection.readGo(timing.warmup().plus(timing.duration()).plus(PATIENCE));
        } finally {
            window = desk.finish(nanoTime.getAsLong());
        }
        connection.write(DataMessage.ServerReport.of(window, cpu), ENDING);
    }
}
