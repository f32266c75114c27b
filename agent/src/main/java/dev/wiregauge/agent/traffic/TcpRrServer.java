package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The serving end of `tcp_rr`: one response for each whole request, until the client ends its
/// output.
final class TcpRrServer {
    /// A client may be silent for so long beyond the planned end before the server gives up.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration ENDING = Duration.ofSeconds(5);

    private final DataConnection connection;
    private final Workload.TcpRr workload;
    private final Timing timing;
    private final Optional<Integer> cpu;
    private final LongSupplier nanoTime;

    TcpRrServer(
            DataConnection connection,
            Workload.TcpRr workload,
            Timing timing,
            Optional<Integer> cpu,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.workload = workload;
        this.timing = timing;
        this.cpu = cpu;
        this.nanoTime = nanoTime;
    }

    void run() {
        int largest = Math.max(workload.requestBytes(), workload.responseBytes());
        try (NativeBuffer buffer = new NativeBuffer(largest)) {
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, new ThreadCpuClock());
            long giveUpNs = goNs + timing.warmup().plus(timing.duration()).plus(PATIENCE).toNanos();
            answerAll(buffer, window, giveUpNs);
            window.finish(nanoTime.getAsLong());
            connection.write(DataMessage.ServerReport.of(window, cpu), ENDING);
        }
    }

    /// Returns when the client has ended its output.
    private void answerAll(NativeBuffer buffer, WindowRecorder window, long giveUpNs) {
        Socket socket = connection.socket();
        int requestBytes = workload.requestBytes();
        int responseBytes = workload.responseBytes();
        while (true) {
            int received = 0;
            while (received < requestBytes) {
                long n = socket.receive(buffer, 0, requestBytes - received);
                if (n == 0) {
                    return;
                }
                received += (int) transferred(n, giveUpNs);
            }
            int sent = 0;
            while (sent < responseBytes) {
                sent += (int) transferred(socket.send(buffer, 0, responseBytes - sent), giveUpNs);
            }
            window.count(nanoTime.getAsLong(), requestBytes, 1);
        }
    }

    private long transferred(long n, long giveUpNs) {
        if (n >= 0) {
            return n;
        }
        connection.failUnlessTimeout(n);
        if (nanoTime.getAsLong() - giveUpNs > 0) {
            throw new TrialException(connection.peer() + " did not end its trial in time");
        }
        return 0;
    }
}
