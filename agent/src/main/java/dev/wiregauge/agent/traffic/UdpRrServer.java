package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The serving end of `udp_rr`: sends every request's header back, in a response of the size asked
/// for.
final class UdpRrServer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DatagramSession session;
    private final Workload.UdpRr workload;
    private final Timing timing;
    private final Optional<Integer> cpu;
    private final LongSupplier nanoTime;

    UdpRrServer(
            DatagramSession session,
            Workload.UdpRr workload,
            Timing timing,
            Optional<Integer> cpu,
            LongSupplier nanoTime) {
        this.session = session;
        this.workload = workload;
        this.timing = timing;
        this.cpu = cpu;
        this.nanoTime = nanoTime;
    }

    /// Returns when the client asks for the report.
    DataMessage.ServerReport run() {
        long goNs = nanoTime.getAsLong();
        WindowRecorder window = new WindowRecorder(timing, goNs, new ThreadCpuClock());
        long giveUpNs = goNs + timing.warmup().plus(timing.duration()).plus(PATIENCE).toNanos();
        try (NativeBuffer buffer =
                new NativeBuffer(Math.max(workload.requestBytes(), workload.responseBytes()))) {
            answerAll(buffer, window, giveUpNs);
        }
        window.finish(nanoTime.getAsLong());
        return DataMessage.ServerReport.of(window, cpu);
    }

    private void answerAll(NativeBuffer buffer, WindowRecorder window, long giveUpNs) {
        Socket socket = session.socket();
        while (true) {
            long n = socket.receive(buffer, 0, buffer.size());
            long nowNs = nanoTime.getAsLong();
            if (n <= 0) {
                session.failUnlessTimeout(n);
                if (nowNs - giveUpNs > 0) {
                    throw new TrialException(session.peer() + " did not end its trial in time");
                }
            } else if (n >= DatagramHeader.BYTES && session.hasCookie(buffer, 0)) {
                if (DatagramHeader.is(buffer, DatagramHeader.Kind.FETCH)) {
                    return;
                }
                if (DatagramHeader.isData(buffer, 0)) {
                    long sent = socket.send(buffer, 0, workload.responseBytes());
                    if (sent < 0) {
                        session.failUnlessTimeout(sent);
                    }
                    window.count(nowNs, n, 1);
                }
            }
        }
    }
}
