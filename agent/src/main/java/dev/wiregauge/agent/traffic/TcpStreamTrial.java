package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A trial of `tcp_stream`, copying or not, as its client.
final class TcpStreamTrial {
    private final TrialContext context;
    private final int streams;
    private final Supplier<StreamOutput> output;

    TcpStreamTrial(TrialContext context, int streams, Supplier<StreamOutput> output) {
        this.context = context;
        this.streams = streams;
        this.output = output;
    }

    TrialResult run() {
        try (Connections connections = context.connect(streams)) {
            MeasuringThreads<TcpStreamSender.Outcome> threads =
                    context.start(connections.each(this::sender));
            Measurement.MachineCpu machine = context.watchMachine(threads, true);
            return new TrialResult(
                    measurement(connections, threads.results(TrialContext.SLACK), machine),
                    Optional.empty(),
                    Map.of());
        }
    }

    TcpStreamSender sender(DataConnection connection) {
        return new TcpStreamSender(
                connection, output, context.request().timing(), context.nanoTime());
    }

    Measurement measurement(
            Connections connections,
            List<TcpStreamSender.Outcome> outcomes,
            Measurement.MachineCpu machine) {
        StreamSeries series =
                new StreamSeries(outcomes, context.request().timing().interval().toNanos());
        return new Measurement(
                        series.windowNs(),
                        series.bytes(),
                        0,
                        series.intervals(),
                        connections.first().localAddress(),
                        connections.first().greeting().peerSeen(),
                        connections.servedBy(),
                        Optional.of(sum(outcomes)),
                        context.client(
                                outcomes.stream().mapToLong(TcpStreamSender.Outcome::cpuNs).sum()),
                        TrialContext.server(
                                connections.first().greeting(),
                                outcomes.stream().map(TcpStreamSender.Outcome::report).toList()),
                        machine)
                .withTcpSeries(
                        Optional.of(
                                TcpWatch.series(
                                        outcomes.stream()
                                                .map(TcpStreamSender.Outcome::watch)
                                                .toList())));
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
}
