package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The client's end of `udp_rr` in closed loop: the next request goes out when the response is
/// there, or when it is given up as lost.
final class UdpRrClient implements MeasuringThreads.Task<RoundTripOutcome> {
    /// Longest wait for one response; whatever takes longer counts as lost.
    private static final Duration LOST_AFTER = DataConnection.TICK;

    private final DatagramClient client;
    private final Workload.UdpRr workload;
    private final Timing timing;
    private final LongSupplier nanoTime;

    private long sequence;
    private long lost;
    private long duplicated;

    UdpRrClient(
            DatagramClient client, Workload.UdpRr workload, Timing timing, LongSupplier nanoTime) {
        this.client = client;
        this.workload = workload;
        this.timing = timing;
        this.nanoTime = nanoTime;
    }

    @Override
    public RoundTripOutcome run(Runnable awaitGo) {
        int largest = Math.max(workload.requestBytes(), workload.responseBytes());
        try (NativeBuffer buffer = new NativeBuffer(largest)) {
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            Histogram roundTrips = RoundTrips.histogram();
            client.cookie().write(buffer, 0);
            awaitGo.run();
            client.go();
            WindowRecorder window = new WindowRecorder(timing, nanoTime.getAsLong(), cpuClock);
            exchange(buffer, window, roundTrips);
            return new RoundTripOutcome(
                    window,
                    roundTrips,
                    Map.of(),
                    client.fetchReport(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                            new Measurement.DatagramFacts(
                                    workload.requestBytes(),
                                    window.transactions(),
                                    lost,
                                    duplicated,
                                    0,
                                    0)));
        }
    }

    private void exchange(NativeBuffer buffer, WindowRecorder window, Histogram roundTrips) {
        Socket socket = client.socket();
        long sentNs = nanoTime.getAsLong();
        while (!window.finished()) {
            DatagramHeader.writeData(buffer, 0, sequence, sentNs);
            long n = socket.send(buffer, 0, workload.requestBytes());
            if (n < 0) {
                client.failUnlessTimeout(n);
            }
            boolean answered = awaitResponse(buffer, sentNs);
            long nowNs = nanoTime.getAsLong();
            if (window.count(nowNs, answered ? workload.requestBytes() : 0, answered ? 1 : 0)) {
                if (answered) {
                    RoundTrips.record(roundTrips, nowNs - sentNs);
                } else {
                    lost++;
                }
            }
            sequence++;
            sentNs = nowNs;
        }
    }

    private boolean awaitResponse(NativeBuffer buffer, long sentNs) {
        while (true) {
            long n = client.socket().receive(buffer, 0, buffer.size());
            if (n == workload.responseBytes()
                    && client.cookie().isAt(buffer, 0)
                    && DatagramHeader.isData(buffer, 0)) {
                if (DatagramHeader.sequence(buffer, 0) == sequence) {
                    return true;
                }
                duplicated++; // or late: its request was given up
            } else if (n < 0) {
                client.failUnlessTimeout(n);
            }
            if (nanoTime.getAsLong() - sentNs > LOST_AFTER.toNanos()) {
                return false;
            }
        }
    }
}
