package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The client's end of one stream of `tcp_stream`: sends without pause until the server has
/// reported its window.
final class TcpStreamSender implements MeasuringThreads.Task<TcpStreamSender.Outcome> {
    /// How long after the planned end the server's report may come: a slow path must deliver what
    /// is queued in front of nothing, as the report travels the other way.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// @param cpuNs of this thread in its window
    record Outcome(
            DataMessage.ServerReport report,
            Measurement.TcpFacts tcp,
            TcpWatch watch,
            long cpuNs) {}

    private final DataConnection connection;
    private final Supplier<StreamOutput> output;
    private final Timing timing;
    private final LongSupplier nanoTime;

    TcpStreamSender(
            DataConnection connection,
            Supplier<StreamOutput> output,
            Timing timing,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.output = output;
        this.timing = timing;
        this.nanoTime = nanoTime;
    }

    @Override
    public Outcome run(Runnable awaitGo) {
        try (StreamOutput bytes = output.get()) {
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            awaitGo.run();
            connection.writeGo(PATIENCE);
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, cpuClock);
            TcpWatch watch = new TcpWatch(connection.socket(), timing, goNs);
            sendUntilReported(bytes, window, watch);
            Measurement.TcpFacts tcp = watch.facts();
            DataMessage.ServerReport report =
                    connection.read(DataMessage.ServerReport.class, PATIENCE);
            connection.socket().resetOnClose(); // what is still queued must not meet the next trial
            return new Outcome(report, tcp, watch, window.cpuNs());
        }
    }

    private void sendUntilReported(StreamOutput bytes, WindowRecorder window, TcpWatch watch) {
        Socket socket = connection.socket();
        long giveUpNs = 0;
        while (true) {
            long n = bytes.send(socket);
            if (n < 0) {
                connection.failUnlessTimeout(n);
                n = 0;
            }
            long nowNs = nanoTime.getAsLong();
            window.count(nowNs, n, 0);
            watch.look(nowNs);
            if (!window.finished()) {
                continue;
            }
            if (connection.readable()) {
                return;
            }
            if (giveUpNs == 0) {
                giveUpNs = nowNs + PATIENCE.toNanos();
            } else if (nowNs - giveUpNs > 0) {
                throw new TrialException(
                        connection.peer()
                                + " did not report within "
                                + PATIENCE.toSeconds()
                                + " s after the end of the trial");
            }
        }
    }
}
