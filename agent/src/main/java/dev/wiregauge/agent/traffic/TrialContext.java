package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// What every kind of trial needs on the client's side.
record TrialContext(
        Identity identity, Instruments instruments, TrialRequest request, StopSignal stop) {
    /// Beyond warm-up and duration, for the ends to find each other.
    static final Duration SLACK = Duration.ofSeconds(12);

    /// The same trial with another part of the work.
    TrialContext with(TrialRequest part) {
        return new TrialContext(identity, instruments, part, stop);
    }

    LongSupplier nanoTime() {
        return instruments.nanoTime();
    }

    Connections connect(int count) {
        return connect(count, request);
    }

    /// @param terms what the server is told of these connections
    Connections connect(int count, TrialRequest terms) {
        Connections connections = new Connections(new ArrayList<>());
        try {
            for (int i = 0; i < count; i++) {
                connections.all().add(ServedConnection.open(terms, stop, nanoTime()));
            }
            return connections;
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /// @param serverCpu where the server's threads are pinned
    boolean sharesCpuWith(Optional<Integer> serverCpu) {
        return serverCpu.isPresent() && serverCpu.equals(request.cpu());
    }

    <R> MeasuringThreads<R> start(List<? extends MeasuringThreads.Task<R>> tasks) {
        return MeasuringThreads.start(tasks, request.cpu(), stop);
    }

    /// Waits until the window is over, and says what the machine's CPUs did in it. A trial in which
    /// the agent itself was held up is stopped with that reason.
    ///
    /// @param competing whether waiting for a CPU is part of the workload, see [Starvation]
    Measurement.MachineCpu watchMachine(MeasuringThreads<?> threads, boolean competing) {
        threads.pause(request.timing().warmup());
        Measurement.MachineCpu before = instruments.machineCpu().get();
        Starvation.Reading hungry = instruments.source().read(threads.threadIds());
        long startNs = nanoTime().getAsLong();
        threads.pause(request.timing().duration());
        long windowNs = nanoTime().getAsLong() - startNs;
        Measurement.MachineCpu after = instruments.machineCpu().get();
        instruments
                .starvation()
                .fault(hungry, instruments.source().read(threads.threadIds()), windowNs, competing)
                .ifPresent(stop::stop);
        return after.since(before);
    }

    Measurement.Side client(long cpuNs) {
        return new Measurement.Side(identity.agent(), identity.node(), request.cpu(), cpuNs);
    }

    Measurement.Side client(List<Long> threadCpuNs) {
        return Measurement.Side.of(identity.agent(), identity.node(), request.cpu(), threadCpuNs);
    }

    static Measurement.Side server(
            DataMessage.Greeting greeting, List<DataMessage.ServerReport> reports) {
        return Measurement.Side.of(
                greeting.agent(),
                greeting.node(),
                reports.getFirst().cpu(),
                reports.stream().map(DataMessage.ServerReport::cpuNs).toList());
    }

    static List<Measurement.Interval> intervals(RoundTripOutcome outcome) {
        WindowRecorder window = outcome.window();
        return IntStream.range(0, window.intervals())
                .mapToObj(i -> {
                    long startNs = i == 0 ? 0 : window.intervalEndNs(i - 1);
                    long endNs = window.intervalEndNs(i);
                    long retransmits =
                            outcome.watch()
                                    .map(w ->
                                            w.retransmitsUntil(endNs) - w.retransmitsUntil(startNs))
                                    .orElse(0L);
                    return new Measurement.Interval(
                            startNs,
                            endNs,
                            window.intervalBytes(i),
                            window.intervalTransactions(i),
                            retransmits);
                })
                .toList();
    }
}
