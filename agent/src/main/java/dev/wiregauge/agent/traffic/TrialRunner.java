package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.scenario.Workload;

/// Runs a trial as its client: connect, greet, begin together, measure, collect what the servers
/// counted, and put both together.
public final class TrialRunner {
    private final Identity identity;
    private final Instruments instruments;
    private final QuietHeap heap;

    public TrialRunner(Identity identity, Instruments instruments) {
        this.identity = identity;
        this.instruments = instruments;
        heap = new QuietHeap(instruments.nanoTime());
    }

    /// @throws TrialException if nothing could be measured; the message says why
    public TrialResult run(TrialRequest request, StopSignal stop) {
        heap.collect();
        TrialContext context = new TrialContext(identity, instruments, request, stop);
        try {
            return run(context, request.workload());
        } catch (TrialException | NativeException e) {
            throw new TrialException(
                    stop.reason().orElseGet(() -> String.valueOf(e.getMessage())), e);
        }
    }

    private static TrialResult run(TrialContext context, Workload workload) {
        return switch (workload) {
            case Workload.TcpStream stream -> TcpStreamTrial.of(context, stream).run();
            case Workload.TcpStreamZeroCopy stream -> TcpStreamTrial.of(context, stream).run();
            case Workload.TcpRr rr -> new RoundTripTrial(context).tcp(rr);
            case Workload.TcpCrr crr -> new RoundTripTrial(context).connects(crr);
            case Workload.UdpRr rr -> new RoundTripTrial(context).udp(rr);
            case Workload.UdpStream stream ->
                    new UdpStreamTrial(
                                    context, DatagramTraffic.of(stream), stream.packetsPerSecond())
                            .run();
            case Workload.UdpStreamSegmented stream ->
                    new UdpStreamTrial(
                                    context, DatagramTraffic.of(stream), stream.packetsPerSecond())
                            .run();
            case Workload.TcpRrUnderLoad load -> new UnderLoadTrial(context, load).run();
            case Workload.UdpRateSweep sweep -> new RateSweepTrial(context, sweep).run();
        };
    }
}
