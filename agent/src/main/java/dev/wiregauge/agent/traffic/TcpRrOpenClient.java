package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The client's end of `tcp_rr` in open loop.
final class TcpRrOpenClient implements MeasuringThreads.Task<RoundTripOutcome> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataConnection connection;
    private final Workload.TcpRr workload;
    private final Pace pace;
    private final Timing timing;
    private final long seed;
    private final LongSupplier nanoTime;

    /// @param seed of random arrivals
    TcpRrOpenClient(
            DataConnection connection,
            Workload.TcpRr workload,
            Pace pace,
            Timing timing,
            long seed,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.workload = workload;
        this.pace = pace;
        this.timing = timing;
        this.seed = seed;
        this.nanoTime = nanoTime;
    }

    @Override
    public RoundTripOutcome run(Runnable awaitGo) {
        try (TcpExchange exchange =
                new TcpExchange(connection, workload.requestBytes(), workload.responseBytes())) {
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            awaitGo.run();
            connection.writeGo(PATIENCE);
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, cpuClock);
            TcpWatch watch = new TcpWatch(connection.socket(), timing, goNs);
            OpenLoop loop =
                    new OpenLoop(
                            exchange,
                            pace,
                            new PaceGrid(pace, goNs, seed),
                            window,
                            new OpenLoop.TrialClock(
                                    nanoTime, window.plannedStartNs(), window.plannedEndNs()),
                            workload.requestBytes());
            loop.run(() -> watch.look(nanoTime.getAsLong()));
            Measurement.TcpFacts tcp = watch.facts();
            connection.socket().endOutput();
            return new RoundTripOutcome(
                    window,
                    loop.latency(),
                    Map.of("pacing", loop.pacingError()),
                    connection.read(DataMessage.ServerReport.class, PATIENCE),
                    Optional.of(tcp),
                    Optional.of(watch),
                    Optional.empty());
        }
    }
}
