package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Socket;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Sends on one stream without pause until the receiving end has spoken after its window.
final class StreamPump {
    /// How long after the planned end the receiver may speak: a slow path must deliver what is
    /// queued in front of nothing, as that travels the other way.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataConnection connection;
    private final LongSupplier nanoTime;

    StreamPump(DataConnection connection, LongSupplier nanoTime) {
        this.connection = connection;
        this.nanoTime = nanoTime;
    }

    /// @throws TrialException if the receiver stays silent
    void run(StreamOutput bytes, WindowRecorder window, TcpWatch watch) {
        Socket socket = connection.socket();
        long giveUpNs = 0;
        while (true) {
            long n = bytes.send(socket);
            if (n < 0) {
                connection.failUnlessTimeout(n);
                n = 0;
            }
            long nowNs = nanoTime.getAsLong();
            window.count(nowNs, n, 0);
            watch.look(nowNs);
            if (!window.finished()) {
                continue;
            }
            if (connection.readable()) {
                return;
            }
            if (giveUpNs == 0) {
                giveUpNs = nowNs + PATIENCE.toNanos();
            } else if (nowNs - giveUpNs > 0) {
                throw new TrialException(
                        connection.peer()
                                + " did not report within "
                                + PATIENCE.toSeconds()
                                + " s after the end of the trial");
            }
        }
    }
}
