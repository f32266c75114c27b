package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// One TCP connection between two data ports, and the framing of [DataMessage] on it.
///
/// The traffic itself goes through [#socket()] directly. Used by one thread at a time, except
/// [#shutdown()].
final class DataConnection implements AutoCloseable {
    /// How often a blocked call returns, so that its thread can look at the clock.
    static final Duration TICK = Duration.ofMillis(100);

    private static final int BUFFER_BYTES = 128 << 10;
    private static final int LENGTH_BYTES = 4;

    private final Socket socket;
    private final NativeBuffer buffer;
    private final String peer;
    private final LongSupplier nanoTime;

    /// @param peer how the other end is called in error messages
    DataConnection(Socket socket, String peer, LongSupplier nanoTime) {
        this.socket = socket;
        this.buffer = new NativeBuffer(BUFFER_BYTES);
        this.peer = peer;
        this.nanoTime = nanoTime;
        socket.timeouts(TICK, TICK);
    }

    Socket socket() {
        return socket;
    }

    String peer() {
        return peer;
    }

    void writeCookie(Cookie cookie, Duration within) {
        cookie.write(buffer, 0);
        sendFully(Cookie.BYTES, deadline(within));
    }

    /// @return false also where the peer closed before it had sent one
    boolean cookieMatches(Cookie cookie, Duration within) {
        return receiveFully(Cookie.BYTES, deadline(within)) && cookie.isAt(buffer, 0);
    }

    void write(DataMessage message, Duration within) {
        byte[] json =
                RecordJson.write(message, message.getClass()).getBytes(StandardCharsets.UTF_8);
        long deadlineNs = deadline(within);
        int sent = 0;
        buffer.putInt(0, json.length);
        sendFully(LENGTH_BYTES, deadlineNs);
        while (sent < json.length) {
            int part = (int) Math.min(json.length - sent, buffer.size());
            buffer.putBytes(0, Arrays.copyOfRange(json, sent, sent + part));
            sendFully(part, deadlineNs);
            sent += part;
        }
    }

    <M extends Record & DataMessage> M read(Class<M> type, Duration within) {
        long deadlineNs = deadline(within);
        expect(LENGTH_BYTES, deadlineNs);
        int length = buffer.getInt(0);
        if (length <= 0 || length > DataMessage.MAX_BYTES) {
            throw new TrialException(peer + " does not speak this data protocol");
        }
        byte[] json = new byte[length];
        int received = 0;
        while (received < length) {
            int part = (int) Math.min(length - received, buffer.size());
            expect(part, deadlineNs);
            System.arraycopy(buffer.getBytes(0, part), 0, json, received, part);
            received += part;
        }
        try {
            return RecordJson.read(new String(json, StandardCharsets.UTF_8), type);
        } catch (JsonException e) {
            throw new TrialException(
                    peer + " speaks another version of this data protocol: " + e.getMessage(), e);
        }
    }

    void writeGo(Duration within) {
        writeByte(DataMessage.GO, within);
    }

    /// @return false where the peer closed instead
    boolean readGo(Duration within) {
        return readByte(DataMessage.GO, within);
    }

    void writeByte(byte signal, Duration within) {
        buffer.putByte(0, signal);
        sendFully(1, deadline(within));
    }

    /// @return false where the peer closed instead, or sent another
    boolean readByte(byte signal, Duration within) {
        return receiveFully(1, deadline(within)) && buffer.getByte(0) == signal;
    }

    /// Takes this many bytes and forgets them.
    void skip(long length, Duration within) {
        long deadlineNs = deadline(within);
        for (long left = length; left > 0; left -= buffer.size()) {
            expect((int) Math.min(left, buffer.size()), deadlineNs);
        }
    }

    /// Whether the peer has sent something, or has closed.
    boolean readable() {
        return socket.readable(buffer);
    }

    /// @throws TrialException for every errno but a timeout and an interruption, after which the
    ///   caller looks at the clock and tries again
    void failUnlessTimeout(long result) {
        if (isBroken(result)) {
            throw new PeerClosedException(
                    "the connection to " + peer + " broke: " + Errno.describe((int) -result));
        }
    }

    /// @param result minus errno
    boolean isBroken(long result) {
        int errno = (int) -result;
        return errno != Errno.EAGAIN && errno != Errno.EINTR;
    }

    private long deadline(Duration within) {
        return nanoTime.getAsLong() + within.toNanos();
    }

    private void sendFully(int length, long deadlineNs) {
        long sent = 0;
        while (sent < length) {
            long n = socket.send(buffer, sent, length - sent);
            if (n < 0) {
                failUnlessTimeout(n);
                failAfter(deadlineNs);
            } else {
                sent += n;
            }
        }
    }

    private void expect(int length, long deadlineNs) {
        if (!receiveFully(length, deadlineNs)) {
            throw new PeerClosedException(peer + " closed the connection early");
        }
    }

    private boolean receiveFully(int length, long deadlineNs) {
        long received = 0;
        while (received < length) {
            long n = socket.receive(buffer, received, length - received);
            if (n == 0) {
                return false;
            }
            if (n < 0) {
                failUnlessTimeout(n);
                failAfter(deadlineNs);
            } else {
                received += n;
            }
        }
        return true;
    }

    private void failAfter(long deadlineNs) {
        if (nanoTime.getAsLong() - deadlineNs > 0) {
            throw new TrialException(peer + " did not answer in time");
        }
    }

    /// Ends whatever call is blocked on this connection; from any thread.
    void shutdown() {
        socket.shutdown();
    }

    @Override
    public void close() {
        socket.close();
        buffer.close();
    }
}
