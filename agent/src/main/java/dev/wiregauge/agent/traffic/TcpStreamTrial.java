package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.TcpSeries;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;
import dev.wiregauge.scenario.Workload.Direction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A trial of `tcp_stream`, copying or not, as its client.
final class TcpStreamTrial {
    private final TrialContext context;
    private final int streams;
    private final Direction direction;
    private final Supplier<StreamOutput> output;

    private TcpStreamTrial(
            TrialContext context, int streams, Direction direction, Supplier<StreamOutput> output) {
        this.context = context;
        this.streams = streams;
        this.direction = direction;
        this.output = output;
    }

    static TcpStreamTrial of(TrialContext context, Workload.TcpStream stream) {
        return new TcpStreamTrial(
                context,
                stream.streams(),
                stream.flow(),
                () -> new StreamOutput.Copying(stream.writeBytes()));
    }

    static TcpStreamTrial of(TrialContext context, Workload.TcpStreamZeroCopy stream) {
        return new TcpStreamTrial(
                context,
                stream.streams(),
                Direction.TO_SERVER,
                () -> new StreamOutput.ZeroCopy(stream.writeBytes()));
    }

    /// Streams that are connected and wait for the go.
    record Open(Connections connections, List<MeasuringThreads.Task<StreamOutcome>> tasks)
            implements AutoCloseable {
        @Override
        public void close() {
            connections.close();
        }
    }

    TrialResult run() {
        try (Open open = open()) {
            MeasuringThreads<StreamOutcome> threads = context.start(open.tasks());
            Measurement.MachineCpu machine = context.watchMachine(threads, true);
            return new TrialResult(
                    measurement(open.connections(), threads.results(TrialContext.SLACK), machine),
                    Optional.empty(),
                    Map.of());
        }
    }

    Open open() {
        Connections connections = new Connections(new ArrayList<>());
        try {
            List<MeasuringThreads.Task<StreamOutcome>> tasks = new ArrayList<>();
            if (direction != Direction.TO_CLIENT) {
                Connections there = context.connect(streams, oneWay(Direction.TO_SERVER));
                connections.all().addAll(there.all());
                tasks.addAll(there.each(this::sender));
            }
            if (direction != Direction.TO_SERVER) {
                Connections back = context.connect(streams, oneWay(Direction.TO_CLIENT));
                connections.all().addAll(back.all());
                tasks.addAll(back.each(this::receiver));
            }
            return new Open(connections, tasks);
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    /// What the server is told of a connection that carries one of both directions.
    private TrialRequest oneWay(Direction way) {
        return switch (context.request().workload()) {
            case Workload.TcpStream stream ->
                    context.request()
                            .part(
                                    new Workload.TcpStream(
                                            stream.streams(),
                                            stream.writeBytes(),
                                            Optional.of(way)),
                                    timing());
            case Workload other -> context.request().part(other, timing());
        };
    }

    private Timing timing() {
        return context.request().timing();
    }

    private MeasuringThreads.Task<StreamOutcome> sender(DataConnection connection) {
        return new TcpStreamSender(connection, output, timing(), context.nanoTime());
    }

    private MeasuringThreads.Task<StreamOutcome> receiver(DataConnection connection) {
        return new TcpStreamClientReceiver(connection, timing(), context.nanoTime());
    }

    Measurement measurement(
            Connections connections, List<StreamOutcome> outcomes, Measurement.MachineCpu machine) {
        StreamSeries series = new StreamSeries(outcomes, timing().interval().toNanos());
        Measurement measurement =
                new Measurement(
                                series.windowNs(),
                                series.bytes(),
                                0,
                                series.intervals(),
                                connections.first().localAddress(),
                                connections.first().greeting().peerSeen(),
                                connections.servedBy(),
                                Optional.of(tcpFacts(outcomes)),
                                context.client(
                                        outcomes.stream().map(StreamOutcome::clientCpuNs).toList()),
                                TrialContext.server(
                                        connections.first().greeting(),
                                        outcomes.stream()
                                                .map(StreamOutcome::serverReport)
                                                .toList()),
                                machine)
                        .withTcpSeries(
                                Optional.of(
                                        TcpSeries.bounded(
                                                outcomes.stream()
                                                        .map(outcome -> outcome.sender().series())
                                                        .toList())));
        return direction == Direction.TO_SERVER
                ? measurement
                : measurement.withBytesToClient(series.bytesToClient());
    }

    /// Retransmits and segments are summed over the streams; the rest is the first stream's.
    private static Measurement.TcpFacts tcpFacts(List<StreamOutcome> outcomes) {
        StreamOutcome first = outcomes.getFirst();
        return first.sender()
                .tcp()
                .with(
                        outcomes.stream().mapToLong(o -> o.sender().tcp().retransmits()).sum(),
                        outcomes.stream()
                                .mapToLong(o -> o.sender().tcp().dataSegments().orElse(0L))
                                .sum(),
                        first.receiver().receiveBufferBytes());
    }
}
