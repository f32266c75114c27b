package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The client's end of `udp_rr` in open loop.
final class UdpRrOpenClient implements MeasuringThreads.Task<RoundTripOutcome> {
    private final DatagramClient client;
    private final Workload.UdpRr workload;
    private final Pace pace;
    private final Timing timing;
    private final long seed;
    private final LongSupplier nanoTime;

    /// @param seed of random arrivals
    UdpRrOpenClient(
            DatagramClient client,
            Workload.UdpRr workload,
            Pace pace,
            Timing timing,
            long seed,
            LongSupplier nanoTime) {
        this.client = client;
        this.workload = workload;
        this.pace = pace;
        this.timing = timing;
        this.seed = seed;
        this.nanoTime = nanoTime;
    }

    @Override
    public RoundTripOutcome run(Runnable awaitGo) {
        try (UdpExchange exchange = new UdpExchange(client, workload)) {
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            awaitGo.run();
            client.go();
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, cpuClock);
            OpenLoop loop =
                    new OpenLoop(
                            exchange,
                            pace,
                            new PaceGrid(pace, goNs, seed),
                            window,
                            new OpenLoop.TrialClock(
                                    nanoTime, window.plannedStartNs(), window.plannedEndNs()),
                            workload.requestBytes());
            loop.run(() -> {});
            return new RoundTripOutcome(
                    window,
                    loop.latency(),
                    Map.of("pacing", loop.pacingError()),
                    client.fetchReport(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                            new Measurement.DatagramFacts(
                                    workload.requestBytes(),
                                    loop.latency().getTotalCount(),
                                    loop.lost(),
                                    0,
                                    0,
                                    0)));
        }
    }
}
