package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A trial of `tcp_rr_under_load`: round trips on an idle path first, then beside bulk streams.
final class UnderLoadTrial {
    private final TrialContext context;
    private final Workload.TcpRrUnderLoad workload;

    UnderLoadTrial(TrialContext context, Workload.TcpRrUnderLoad workload) {
        this.context = context;
        this.workload = workload;
    }

    /// Both threads of the client end in one of these.
    private sealed interface Part {
        record Load(StreamOutcome outcome) implements Part {}

        record Probe(RoundTripOutcome outcome) implements Part {}
    }

    TrialResult run() {
        Timing half = half(context.request().timing());
        TrialContext probing = context.with(context.request().part(workload.probe(), half));
        TrialResult idle = new RoundTripTrial(probing).tcp(workload.probe());
        return loaded(probing, half, idle.histogram().orElseThrow());
    }

    private TrialResult loaded(TrialContext probing, Timing half, Histogram idle) {
        Workload.TcpStream load = workload.load();
        TrialContext loading = context.with(context.request().part(load, half));
        TcpStreamTrial bulk = TcpStreamTrial.of(loading, load);
        try (TcpStreamTrial.Open streams = bulk.open();
                Connections probes = probing.connect(1)) {
            List<MeasuringThreads.Task<Part>> tasks = new ArrayList<>();
            for (MeasuringThreads.Task<StreamOutcome> stream : streams.tasks()) {
                tasks.add(go -> new Part.Load(stream.run(go)));
            }
            MeasuringThreads.Task<RoundTripOutcome> probe =
                    new RoundTripTrial(probing)
                            .client(probes.first().connection(), workload.probe());
            tasks.add(go -> new Part.Probe(probe.run(go)));
            MeasuringThreads<Part> threads = loading.start(tasks);
            Measurement.MachineCpu machine = loading.watchMachine(threads, true);
            List<StreamOutcome> loads = new ArrayList<>();
            List<RoundTripOutcome> outcomes = new ArrayList<>();
            for (Part part : threads.results(TrialContext.SLACK)) {
                switch (part) {
                    case Part.Load(StreamOutcome outcome) -> loads.add(outcome);
                    case Part.Probe(RoundTripOutcome outcome) -> outcomes.add(outcome);
                }
            }
            RoundTripOutcome probed = outcomes.getFirst();
            Map<String, Histogram> histograms = new LinkedHashMap<>(probed.histograms());
            histograms.put("idle", idle);
            return new TrialResult(
                    // the load's bytes and the probe's round trips in one record
                    bulk.measurement(streams.connections(), loads, machine)
                            .withTransactions(probed.window().transactions()),
                    Optional.of(probed.roundTrips()),
                    histograms);
        }
    }

    private static Timing half(Timing timing) {
        Duration duration = timing.duration().dividedBy(2);
        return new Timing(
                timing.warmup(),
                duration,
                timing.interval().compareTo(duration) > 0 ? duration : timing.interval());
    }
}
