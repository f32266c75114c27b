package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A trial from start to end, as its client: connect, greet, begin together, measure, collect what
/// the servers counted, and put both together.
public final class TrialRunner {
    /// Beyond warm-up and duration, for the ends to find each other.
    private static final Duration SLACK = Duration.ofSeconds(12);

    private final Identity identity;
    private final Supplier<Measurement.MachineCpu> machineCpu;
    private final LongSupplier nanoTime;

    /// @param machineCpu CPU time of the machine since its start
    public TrialRunner(
            Identity identity, Supplier<Measurement.MachineCpu> machineCpu, LongSupplier nanoTime) {
        this.identity = identity;
        this.machineCpu = machineCpu;
        this.nanoTime = nanoTime;
    }

    /// @throws TrialException if nothing could be measured; the message says why
    public TrialResult run(TrialRequest request, StopSignal stop) {
        try {
            return switch (request.workload()) {
                case Workload.TcpStream stream -> stream(request, stream, stop);
                case Workload.TcpRr rr -> roundTrips(request, rr, stop);
            };
        } catch (TrialException | NativeException e) {
            throw new TrialException(
                    stop.reason().orElseGet(() -> String.valueOf(e.getMessage())), e);
        }
    }

    private TrialResult stream(TrialRequest request, Workload.TcpStream stream, StopSignal stop) {
        try (Connections connections = connect(request, stream.streams(), stop)) {
            var threads =
                    MeasuringThreads.start(
                            connections.each(c ->
                                    new TcpStreamSender(
                                            c, stream.writeBytes(), request.timing(), nanoTime)),
                            request.cpu(),
                            stop);
            Measurement.MachineCpu machine = watchMachine(threads, request.timing());
            List<TcpStreamSender.Outcome> outcomes = threads.results(SLACK);
            StreamSeries series = new StreamSeries(outcomes, request.timing().interval().toNanos());
            Measurement measurement =
                    new Measurement(
                            series.windowNs(),
                            series.bytes(),
                            0,
                            series.intervals(),
                            connections.first().localAddress(),
                            connections.first().greeting().peerSeen(),
                            connections.servedBy(),
                            Optional.of(sum(outcomes)),
                            client(
                                    request,
                                    outcomes.stream()
                                            .mapToLong(TcpStreamSender.Outcome::cpuNs)
                                            .sum()),
                            server(
                                    connections,
                                    outcomes.stream()
                                            .map(TcpStreamSender.Outcome::report)
                                            .toList()),
                            machine);
            return new TrialResult(measurement, Optional.empty());
        }
    }

    private TrialResult roundTrips(TrialRequest request, Workload.TcpRr rr, StopSignal stop) {
        try (Connections connections = connect(request, 1, stop)) {
            var threads =
                    MeasuringThreads.start(
                            connections.each(
                                    c -> new TcpRrClient(c, rr, request.timing(), nanoTime)),
                            request.cpu(),
                            stop);
            Measurement.MachineCpu machine = watchMachine(threads, request.timing());
            TcpRrClient.Outcome outcome = threads.results(SLACK).getFirst();
            WindowRecorder window = outcome.window();
            Measurement measurement =
                    new Measurement(
                            window.windowNs(),
                            window.bytes(),
                            window.transactions(),
                            intervals(window, outcome.watch()),
                            connections.first().localAddress(),
                            connections.first().greeting().peerSeen(),
                            connections.servedBy(),
                            Optional.of(outcome.tcp()),
                            client(request, window.cpuNs()),
                            server(connections, List.of(outcome.report())),
                            machine);
            return new TrialResult(measurement, Optional.of(outcome.roundTrips()));
        }
    }

    private Connections connect(TrialRequest request, int count, StopSignal stop) {
        Connections connections = new Connections(new ArrayList<>());
        try {
            for (int i = 0; i < count; i++) {
                connections.all().add(ServedConnection.open(request, stop, nanoTime));
            }
            return connections;
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /// Waits until the window is over, and says what the machine's CPUs did in it.
    private Measurement.MachineCpu watchMachine(MeasuringThreads<?> threads, Timing timing) {
        threads.pause(timing.warmup());
        Measurement.MachineCpu before = machineCpu.get();
        threads.pause(timing.duration());
        Measurement.MachineCpu after = machineCpu.get();
        return new Measurement.MachineCpu(
                after.userNs() - before.userNs(),
                after.systemNs() - before.systemNs(),
                after.softirqNs() - before.softirqNs(),
                after.stealNs() - before.stealNs(),
                after.idleNs() - before.idleNs(),
                after.cpus(),
                after.tickNs());
    }

    private Measurement.Side client(TrialRequest request, long cpuNs) {
        return new Measurement.Side(identity.agent(), identity.node(), request.cpu(), cpuNs);
    }

    private static Measurement.Side server(
            Connections connections, List<DataMessage.ServerReport> reports) {
        DataMessage.Greeting first = connections.first().greeting();
        return new Measurement.Side(
                first.agent(),
                first.node(),
                reports.getFirst().cpu(),
                reports.stream().mapToLong(DataMessage.ServerReport::cpuNs).sum());
    }

    /// Counts are summed over the streams; the rest is the first stream's.
    private static Measurement.TcpFacts sum(List<TcpStreamSender.Outcome> outcomes) {
        Measurement.TcpFacts first = outcomes.getFirst().tcp();
        return new Measurement.TcpFacts(
                first.congestionControl(),
                first.mssBytes(),
                first.pathMtuBytes(),
                first.congestionWindow(),
                first.rttMicros(),
                outcomes.stream().mapToLong(o -> o.tcp().retransmits()).sum());
    }

    private static List<Measurement.Interval> intervals(WindowRecorder window, TcpWatch watch) {
        return IntStream.range(0, window.intervals())
                .mapToObj(i -> {
                    long startNs = i == 0 ? 0 : window.intervalEndNs(i - 1);
                    long endNs = window.intervalEndNs(i);
                    return new Measurement.Interval(
                            startNs,
                            endNs,
                            window.intervalBytes(i),
                            window.intervalTransactions(i),
                            watch.retransmitsUntil(endNs) - watch.retransmitsUntil(startNs));
                })
                .toList();
    }
}
