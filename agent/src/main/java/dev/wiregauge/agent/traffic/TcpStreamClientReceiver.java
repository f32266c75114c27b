package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.linux.ThreadCpuClock;
import dev.wiregauge.scenario.Timing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// The client's end of one stream of `tcp_stream` from the server: takes bytes, says when its
/// window is over, and finds the server's report behind what was still under way.
final class TcpStreamClientReceiver implements MeasuringThreads.Task<StreamOutcome> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_NS = 50_000;

    private final DataConnection connection;
    private final Timing timing;
    private final LongSupplier nanoTime;

    TcpStreamClientReceiver(DataConnection connection, Timing timing, LongSupplier nanoTime) {
        this.connection = connection;
        this.timing = timing;
        this.nanoTime = nanoTime;
    }

    @Override
    public StreamOutcome run(Runnable awaitGo) {
        try (NativeBuffer buffer = new NativeBuffer(StreamIntake.RECEIVE_BYTES)) {
            ThreadCpuClock cpuClock = new ThreadCpuClock();
            awaitGo.run();
            connection.writeGo(PATIENCE);
            WindowRecorder window = new WindowRecorder(timing, nanoTime.getAsLong(), cpuClock);
            if (!new StreamIntake(connection, false, nanoTime).run(buffer, window)) {
                throw new PeerClosedException(
                        connection.peer() + " closed the connection in mid-trial");
            }
            connection.writeByte(DataMessage.STOP, PATIENCE);
            int bufferBytes = connection.socket().get(SocketOption.RECEIVE_BUFFER);
            skipToReport(buffer);
            DataMessage.ServerReport report =
                    connection.read(DataMessage.ServerReport.class, PATIENCE);
            return new StreamOutcome(
                    DataMessage.ServerReport.ofReceiver(window, Optional.empty(), bufferBytes),
                    report.sender()
                            .orElseThrow(() ->
                                    new TrialException(
                                            connection.peer()
                                                    + " reported nothing of what it sent")),
                    true,
                    report,
                    window.cpuNs());
        }
    }

    /// Takes traffic, which is all zero bytes, and the one byte behind it.
    private void skipToReport(NativeBuffer buffer) {
        long giveUpNs = nanoTime.getAsLong() + PATIENCE.toNanos();
        while (true) {
            long there = connection.socket().peek(buffer, buffer.size());
            if (there == 0) {
                throw new PeerClosedException(connection.peer() + " closed the connection early");
            }
            if (there > 0) {
                long zeros = leadingZeros(buffer, there);
                boolean found = zeros < there;
                connection.skip(found ? zeros + 1 : zeros, PATIENCE);
                if (found) {
                    return;
                }
            } else if (-there == Errno.EAGAIN) {
                LockSupport.parkNanos(PAUSE_NS);
            } else {
                connection.failUnlessTimeout(there);
            }
            if (nanoTime.getAsLong() - giveUpNs > 0) {
                throw new TrialException(connection.peer() + " did not stop sending in time");
            }
        }
    }

    private static long leadingZeros(NativeBuffer buffer, long length) {
        long at = 0;
        while (at < length && buffer.getByte(at) == 0) {
            at++;
        }
        return at;
    }
}
