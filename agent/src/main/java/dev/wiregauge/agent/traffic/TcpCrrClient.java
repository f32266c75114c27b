package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.TcpDialer;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The client's end of `tcp_crr`: connect, request, response, the server's close, close; one
/// connection at a time.
///
/// A first connection of the usual kind agrees on the terms and brings the report.
final class TcpCrrClient implements MeasuringThreads.Task<RoundTripOutcome> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataConnection terms;
    private final TrialRequest request;
    private final Workload.TcpCrr workload;
    private final StopSignal stop;
    private final LongSupplier nanoTime;
    private final Histogram transactions = RoundTrips.histogram();
    private final Histogram connects = RoundTrips.histogram();

    TcpCrrClient(
            DataConnection terms,
            TrialRequest request,
            Workload.TcpCrr workload,
            StopSignal stop,
            LongSupplier nanoTime) {
        this.terms = terms;
        this.request = request;
        this.workload = workload;
        this.stop = stop;
        this.nanoTime = nanoTime;
    }

    @Override
    public RoundTripOutcome run(Runnable awaitGo) {
        int most =
                Math.max(CrrHeader.BYTES + workload.requestBytes(), workload.responseBytes() + 1);
        try (NativeBuffer buffer = new NativeBuffer(most);
                TcpDialer dialer =
                        new TcpDialer(
                                request.server(),
                                request.congestionControl(),
                                PATIENCE,
                                SocketTuning.ofTcp(request.sockets(), request.cpu()))) {
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            awaitGo.run();
            terms.writeGo(PATIENCE);
            if (!terms.readGo(PATIENCE)) {
                throw new TrialException(terms.peer() + " closed the connection early");
            }
            WindowRecorder window =
                    new WindowRecorder(request.timing(), nanoTime.getAsLong(), cpuClock);
            transact(buffer, dialer, window);
            terms.socket().endOutput();
            return new RoundTripOutcome(
                    window,
                    transactions,
                    Map.of("connect", connects),
                    terms.read(DataMessage.ServerReport.class, PATIENCE),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    private void transact(NativeBuffer buffer, TcpDialer dialer, WindowRecorder window) {
        int requestBytes = workload.requestBytes();
        long startNs = nanoTime.getAsLong();
        while (!window.finished()) {
            long connection = check(dialer.dial(), "connect");
            long connectedNs = nanoTime.getAsLong();
            CrrHeader.write(buffer, request.cookie(), requestBytes, workload.responseBytes());
            long sent = 0;
            while (sent < CrrHeader.BYTES + requestBytes) {
                sent +=
                        check(
                                dialer.send(
                                        connection,
                                        buffer,
                                        sent,
                                        CrrHeader.BYTES + requestBytes - sent),
                                "send");
            }
            receive(buffer, dialer, connection);
            dialer.hangUp(connection);
            long nowNs = nanoTime.getAsLong();
            if (window.count(nowNs, requestBytes, 1)) {
                RoundTrips.record(transactions, nowNs - startNs);
                RoundTrips.record(connects, connectedNs - startNs);
            }
            startNs = nowNs;
        }
    }

    /// Up to the end of the stream: the server closes first, so that the state that lingers after a
    /// close (TIME_WAIT) is its own and the client's ports stay free.
    private void receive(NativeBuffer buffer, TcpDialer dialer, long connection) {
        long received = 0;
        while (true) {
            long n = check(dialer.receive(connection, buffer, buffer.size()), "receive");
            if (n == 0) {
                break;
            }
            received += n;
        }
        if (received != workload.responseBytes()) {
            throw new TrialException(
                    terms.peer()
                            + " closed a connection after "
                            + received
                            + " of "
                            + workload.responseBytes()
                            + " bytes");
        }
    }

    private long check(long result, String call) {
        if (result >= 0 && stop.reason().isEmpty()) {
            return result;
        }
        throw new TrialException(
                "one of the connections to "
                        + terms.peer()
                        + " failed to "
                        + call
                        + ": "
                        + Errno.describe((int) -result));
    }
}
