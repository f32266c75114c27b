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

/// The client's end of `tcp_rr` in closed loop: one request at a time, the next as soon as its
/// response is there.
final class TcpRrClient implements MeasuringThreads.Task<RoundTripOutcome> {
    /// Longest wait for one response before the path counts as dead.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataConnection connection;
    private final Workload.TcpRr workload;
    private final Timing timing;
    private final LongSupplier nanoTime;

    TcpRrClient(
            DataConnection connection,
            Workload.TcpRr workload,
            Timing timing,
            LongSupplier nanoTime) {
        this.connection = connection;
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
            awaitGo.run();
            connection.writeGo(PATIENCE);
            long goNs = nanoTime.getAsLong();
            WindowRecorder window = new WindowRecorder(timing, goNs, cpuClock);
            TcpWatch watch = new TcpWatch(connection.socket(), timing, goNs);
            exchange(buffer, window, watch, roundTrips);
            Measurement.TcpFacts tcp = watch.facts();
            connection.socket().endOutput();
            return new RoundTripOutcome(
                    window,
                    roundTrips,
                    Map.of(),
                    connection.read(DataMessage.ServerReport.class, PATIENCE),
                    Optional.of(tcp),
                    Optional.of(watch),
                    Optional.empty());
        }
    }

    private void exchange(
            NativeBuffer buffer, WindowRecorder window, TcpWatch watch, Histogram roundTrips) {
        int requestBytes = workload.requestBytes();
        long sentNs = nanoTime.getAsLong();
        while (!window.finished()) {
            sendRequest(buffer, requestBytes, sentNs);
            receiveResponse(buffer, sentNs);
            long nowNs = nanoTime.getAsLong();
            if (window.count(nowNs, requestBytes, 1)) {
                RoundTrips.record(roundTrips, nowNs - sentNs);
            }
            watch.look(nowNs);
            sentNs = nowNs; // one look at the clock ends a round trip and begins the next
        }
    }

    private void sendRequest(NativeBuffer buffer, int bytes, long sentNs) {
        Socket socket = connection.socket();
        int sent = 0;
        while (sent < bytes) {
            long n = socket.send(buffer, 0, bytes - sent);
            if (n < 0) {
                waitOn(n, sentNs);
            } else {
                sent += (int) n;
            }
        }
    }

    private void receiveResponse(NativeBuffer buffer, long sentNs) {
        Socket socket = connection.socket();
        int expected = workload.responseBytes();
        int received = 0;
        while (received < expected) {
            long n = socket.receive(buffer, 0, expected - received);
            if (n == 0) {
                throw new TrialException(connection.peer() + " closed the connection in mid-trial");
            }
            if (n < 0) {
                waitOn(n, sentNs);
            } else {
                received += (int) n;
            }
        }
    }

    private void waitOn(long result, long sentNs) {
        connection.failUnlessTimeout(result);
        if (nanoTime.getAsLong() - sentNs > PATIENCE.toNanos()) {
            throw new TrialException(
                    connection.peer()
                            + " did not answer a request within "
                            + PATIENCE.toSeconds()
                            + " s");
        }
    }
}
