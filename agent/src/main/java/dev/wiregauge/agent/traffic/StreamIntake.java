package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;

import java.util.function.LongSupplier;

/// Takes what comes in on one stream and counts it.
final class StreamIntake {
    /// Bytes asked of the kernel in one call; beyond it nothing is gained, below it calls cost.
    static final int RECEIVE_BYTES = 128 << 10;

    /// Nothing is copied, so nothing is too much.
    private static final long DISCARD_BYTES = 64L << 20;

    private final DataConnection connection;
    private final boolean truncate;
    private final LongSupplier nanoTime;

    /// @param truncate takes the bytes off the socket without copying them (MSG_TRUNC)
    StreamIntake(DataConnection connection, boolean truncate, LongSupplier nanoTime) {
        this.connection = connection;
        this.truncate = truncate;
        this.nanoTime = nanoTime;
    }

    /// Until the window is over.
    ///
    /// @return false where the peer ended before the window did
    boolean run(NativeBuffer buffer, WindowRecorder window) {
        Socket socket = connection.socket();
        while (!window.finished()) {
            long n =
                    truncate
                            ? socket.discard(buffer, DISCARD_BYTES)
                            : socket.receive(buffer, 0, RECEIVE_BYTES);
            if (n == 0) {
                return false;
            }
            if (n < 0) {
                connection.failUnlessTimeout(n);
                n = 0;
            }
            window.count(nanoTime.getAsLong(), n, 0);
        }
        return true;
    }
}
