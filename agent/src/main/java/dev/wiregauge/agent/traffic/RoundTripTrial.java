package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Workload;

import java.util.List;
import java.util.Optional;

/// A trial of requests and responses, over TCP or datagrams, as its client.
final class RoundTripTrial {
    private final TrialContext context;

    RoundTripTrial(TrialContext context) {
        this.context = context;
    }

    TrialResult tcp(Workload.TcpRr workload) {
        try (Connections connections = context.connect(1)) {
            return overTcp(connections, client(connections.first().connection(), workload));
        }
    }

    MeasuringThreads.Task<RoundTripOutcome> client(
            DataConnection connection, Workload.TcpRr workload) {
        TrialRequest request = context.request();
        return workload.pace()
                .<MeasuringThreads.Task<RoundTripOutcome>>map(pace ->
                        new TcpRrOpenClient(
                                connection,
                                workload,
                                pace,
                                request.timing(),
                                request.cookie().low(),
                                context.nanoTime()))
                .orElseGet(() ->
                        new TcpRrClient(
                                connection, workload, request.timing(), context.nanoTime()));
    }

    TrialResult connects(Workload.TcpCrr workload) {
        try (Connections connections = context.connect(1)) {
            return overTcp(
                    connections,
                    new TcpCrrClient(
                            connections.first().connection(),
                            context.request(),
                            workload,
                            context.stop(),
                            context.nanoTime()));
        }
    }

    TrialResult udp(Workload.UdpRr workload) {
        TrialRequest request = context.request();
        try (DatagramClient client =
                DatagramClient.open(request, context.stop(), context.nanoTime())) {
            MeasuringThreads.Task<RoundTripOutcome> task =
                    workload.pace()
                            .<MeasuringThreads.Task<RoundTripOutcome>>map(pace ->
                                    new UdpRrOpenClient(
                                            client,
                                            workload,
                                            pace,
                                            request.timing(),
                                            request.cookie().low(),
                                            context.nanoTime()))
                            .orElseGet(() ->
                                    new UdpRrClient(
                                            client,
                                            workload,
                                            request.timing(),
                                            context.nanoTime()));
            return run(task, client.localAddress(), List.of(client.greeting()));
        }
    }

    private TrialResult overTcp(
            Connections connections, MeasuringThreads.Task<RoundTripOutcome> task) {
        return run(
                task, connections.first().localAddress(), List.of(connections.first().greeting()));
    }

    private TrialResult run(
            MeasuringThreads.Task<RoundTripOutcome> task,
            String localAddress,
            List<DataMessage.Greeting> greetings) {
        MeasuringThreads<RoundTripOutcome> threads = context.start(List.of(task));
        Measurement.MachineCpu machine =
                context.watchMachine(threads, context.sharesCpuWith(greetings.getFirst().cpu()));
        RoundTripOutcome outcome = threads.results(TrialContext.SLACK).getFirst();
        if (outcome.window().transactions() == 0) {
            throw new TrialException(
                    "not one request was answered within "
                            + context.request().timing().duration().toMillis()
                            + " ms");
        }
        Optional.ofNullable(outcome.histograms().get("pacing"))
                .flatMap(error ->
                        context.instruments()
                                .starvation()
                                .pacingFault(error, outcome.window().windowNs()))
                .ifPresent(fault -> {
                    throw new TrialException(fault);
                });
        DataMessage.Greeting greeting = greetings.getFirst();
        Measurement measurement =
                new Measurement(
                                outcome.window().windowNs(),
                                outcome.window().bytes(),
                                outcome.window().transactions(),
                                TrialContext.intervals(outcome),
                                localAddress,
                                greeting.peerSeen(),
                                greetings.stream().map(DataMessage.Greeting::agent).toList(),
                                outcome.tcp(),
                                context.client(outcome.window().cpuNs()),
                                TrialContext.server(greeting, List.of(outcome.report())),
                                machine)
                        .withDatagrams(outcome.datagrams())
                        .withTcpSeries(outcome.watch().map(watch -> List.of(watch.series())));
        return new TrialResult(
                measurement, Optional.of(outcome.roundTrips()), outcome.histograms());
    }
}
