package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Serves the short connections of `tcp_crr` on the accepting thread itself: handing each to a
/// thread of its own would cost more than the connection.
///
/// Open only while a trial of that kind runs; at other times such connections are turned away.
/// Waits only for the rest of a request whose beginning has shown the cookie.
final class CrrDesk implements AutoCloseable {
    private static final int BUFFER_BYTES = CrrHeader.BYTES + Workload.MAX_TCP_MESSAGE_BYTES;

    private static final Duration REST = Duration.ofSeconds(1);

    private final Cookie cookie;
    private final NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES);
    private final ThreadCpuClock cpuClock;
    private Optional<WindowRecorder> window = Optional.empty();

    /// What became of a connection that was looked at.
    enum Outcome {
        /// Answered; the caller closes it.
        SERVED,
        /// Not one of these: nothing was taken from it.
        OTHER,
        /// One of these that broke, or is not wanted; the caller closes it.
        REFUSED,
        /// Begins with something else than the cookie; the caller closes it.
        STRANGER
    }

    /// @param cpuClock of the accepting thread
    CrrDesk(Cookie cookie, ThreadCpuClock cpuClock) {
        this.cookie = cookie;
        this.cpuClock = cpuClock;
    }

    /// @throws TrialException if another trial of this kind is running
    synchronized WindowRecorder open(Timing timing, long goNs) {
        if (window.isPresent()) {
            throw new TrialException("the server runs another tcp_crr trial");
        }
        WindowRecorder opened = new WindowRecorder(timing, goNs, cpuClock);
        window = Optional.of(opened);
        return opened;
    }

    /// @return the window, ended
    synchronized WindowRecorder finish(long nowNs) {
        WindowRecorder ended = window.orElseThrow();
        ended.finish(nowNs);
        window = Optional.empty();
        return ended;
    }

    /// @param nowNs asked only if the connection is served
    synchronized Outcome serve(Socket socket, LongSupplier nowNs) {
        long n = socket.peek(buffer, CrrHeader.BYTES);
        if (n >= Cookie.BYTES && !cookie.isAt(buffer, 0)) {
            return Outcome.STRANGER; // here, so that a flood costs no threads
        }
        if (n < CrrHeader.BYTES || !CrrHeader.isAt(buffer)) {
            return Outcome.OTHER;
        }
        int requestBytes = CrrHeader.requestBytes(buffer);
        int responseBytes = CrrHeader.responseBytes(buffer);
        if (window.isEmpty()
                || requestBytes > Workload.MAX_TCP_MESSAGE_BYTES
                || responseBytes < 1
                || responseBytes > Workload.MAX_TCP_MESSAGE_BYTES) {
            return Outcome.REFUSED;
        }
        int wanted = CrrHeader.BYTES + requestBytes;
        long received = 0;
        while (received < wanted) {
            if (received > 0) {
                // the listener's timeout, which this socket has inherited, would let a client that
                // vanished keep everybody else waiting
                socket.timeouts(REST, REST);
            }
            n = socket.receive(buffer, 0, wanted - received);
            if (n <= 0) {
                return Outcome.REFUSED;
            }
            received += n;
        }
        if (socket.send(buffer, 0, responseBytes) != responseBytes) {
            return Outcome.REFUSED;
        }
        window.get().count(nowNs.getAsLong(), requestBytes, 1);
        return Outcome.SERVED;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
