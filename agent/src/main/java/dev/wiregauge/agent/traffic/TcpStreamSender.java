package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The client's end of one stream of `tcp_stream` towards the server: sends without pause until the
/// server has reported its window.
final class TcpStreamSender implements MeasuringThreads.Task<StreamOutcome> {
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
    public StreamOutcome run(Runnable awaitGo) {
        try (StreamOutput bytes = output.get()) {
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            awaitGo.run();
            connection.writeGo(StreamPump.PATIENCE);
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, cpuClock);
            TcpWatch watch = new TcpWatch(connection.socket(), timing, goNs);
            new StreamPump(connection, nanoTime).run(bytes, window, watch);
            DataMessage.SenderReport sent = watch.report();
            DataMessage.ServerReport report =
                    connection.read(DataMessage.ServerReport.class, StreamPump.PATIENCE);
            connection.socket().resetOnClose(); // what is still queued must not meet the next trial
            return new StreamOutcome(report, sent, false, report, window.cpuNs());
        }
    }
}
