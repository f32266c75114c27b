package dev.wiregauge.agent.traffic;

import dev.wiregauge.result.Measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A trial of `udp_stream`, as its client.
final class UdpStreamTrial {
    private final TrialContext context;
    private final DatagramTraffic traffic;
    private final Optional<Integer> packetsPerSecond;

    UdpStreamTrial(
            TrialContext context, DatagramTraffic traffic, Optional<Integer> packetsPerSecond) {
        this.context = context;
        this.traffic = traffic;
        this.packetsPerSecond = packetsPerSecond;
    }

    /// @throws TrialException also if not one datagram arrived, or the sender did not reach the
    ///   rate
    TrialResult run() {
        Counted counted = measure();
        packetsPerSecond
                .flatMap(rate ->
                        context.instruments()
                                .starvation()
                                .rateFault(counted.sent(), counted.senderWindowNs(), rate))
                .ifPresent(fault -> {
                    throw new TrialException(fault);
                });
        return new TrialResult(counted.measurement(), Optional.empty(), Map.of());
    }

    /// @param sent datagrams that the kernel took in the sender's window
    record Counted(Measurement measurement, long sent, long senderWindowNs) {}

    Counted measure() {
        try (DatagramClient client =
                DatagramClient.open(context.request(), context.stop(), context.nanoTime())) {
            UdpStreamSender sender =
                    new UdpStreamSender(
                            client,
                            traffic,
                            packetsPerSecond,
                            context.request().timing(),
                            context.nanoTime());
            MeasuringThreads<UdpStreamSender.Outcome> threads = context.start(List.of(sender));
            Measurement.MachineCpu machine = context.watchMachine(threads, true);
            UdpStreamSender.Outcome outcome = threads.results(TrialContext.SLACK).getFirst();
            DataMessage.ServerReport report = outcome.report();
            if (report.bytes() == 0) {
                throw new TrialException(
                        "not one of " + outcome.sent() + " datagrams arrived at " + client.peer());
            }
            Measurement measurement =
                    new Measurement(
                                    report.windowNs(),
                                    report.bytes(),
                                    0,
                                    intervals(report),
                                    client.localAddress(),
                                    client.greeting().peerSeen(),
                                    List.of(client.greeting().agent()),
                                    Optional.empty(),
                                    context.client(outcome.cpuNs()),
                                    TrialContext.server(client.greeting(), List.of(report)),
                                    machine)
                            .withDatagrams(report.datagrams());
            return new Counted(measurement, outcome.sent(), outcome.windowNs());
        }
    }

    private static List<Measurement.Interval> intervals(DataMessage.ServerReport report) {
        List<Measurement.Interval> intervals = new ArrayList<>();
        long startNs = 0;
        for (int i = 0; i < report.intervalEndsNs().size(); i++) {
            long endNs = report.intervalEndsNs().get(i);
            intervals.add(
                    new Measurement.Interval(startNs, endNs, report.intervalBytes().get(i), 0, 0));
            startNs = endNs;
        }
        return intervals;
    }
}
