package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.client.http.WebSocket;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// One command running in a container, over the API server's exec WebSocket.
///
/// fabric8's own exec is not used: it cannot half-close stdin, and fails on bulk input because it
/// sends while a send is pending. Here one lock orders the frames and each waits for the socket's
/// queue. Reading is what asks for more: an unread stdout pushes back to the command.
final class ExecStream implements WebSocket.Listener, AutoCloseable {
    /// Longest wait for the socket to take a frame: beyond it the connection is taken for dead.
    private static final Duration SEND_DEADLINE = Duration.ofSeconds(10);

    private static final long QUEUE_POLL_NS = 20_000;

    private static final int LAST_WORDS_CHARS = 2_000;

    private final boolean halfClose;
    private final CompletableFuture<ExecOutcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock receiving = new ReentrantLock();
    private final Condition received = receiving.newCondition();
    private final Deque<ByteBuffer> stdout = new ArrayDeque<>();
    private final StringBuilder stderr = new StringBuilder();
    private boolean ended;
    private boolean stdinClosed;

    /// @param protocol [ExecProtocol#V5] or [ExecProtocol#V4]; only the first can half-close
    ExecStream(String protocol) {
        this.halfClose = protocol.equals(ExecProtocol.V5);
    }

    /// Completes once: when the status arrives, or when the connection is gone.
    CompletableFuture<ExecOutcome> outcome() {
        return outcome;
    }

    /// Ends the stream from this side; what is read or written afterwards fails with this reason.
    void cut(String reason) {
        outcome.complete(new ExecOutcome.Lost(reason));
        end();
        if (socket.isDone() && !socket.isCompletedExceptionally()) {
            socket.join().sendClose(1001, "");
        }
    }

    InputStream stdout() {
        return new Stdout();
    }

    OutputStream stdin() {
        return new Stdin();
    }

    /// The tail of stderr.
    String stderr() {
        receiving.lock();
        try {
            return stderr.toString().strip();
        } finally {
            receiving.unlock();
        }
    }

    /// Says that no more input comes; in v4, which cannot, ends the whole stream.
    void closeStdin() throws IOException {
        sending.lock();
        try {
            if (stdinClosed || outcome.isDone()) {
                return;
            }
            if (halfClose) {
                send(ExecProtocol.closeStdin());
            } else {
                cut("closed by this side");
            }
            stdinClosed = true;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        cut("closed by this side");
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket.complete(opened);
        opened.request();
    }

    @Override
    public void onMessage(WebSocket from, ByteBuffer message) {
        if (!message.hasRemaining()) {
            from.request();
            return;
        }
        int channel = message.get() & 0xff;
        switch (channel) {
            case ExecProtocol.STDOUT -> keepStdout(from, message);
            case ExecProtocol.STDERR -> {
                keepStderr(message);
                from.request();
            }
            case ExecProtocol.STATUS -> {
                outcome.complete(ExecProtocol.outcome(message));
                end();
                from.request();
            }
            default -> from.request();
        }
    }

    @Override
    public void onMessage(WebSocket from, String message) {
        onMessage(from, ByteBuffer.wrap(message.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void onClose(WebSocket from, int code, String reason) {
        outcome.complete(
                new ExecOutcome.Lost(
                        "the API server closed the stream (code " + code + " " + reason + ")"));
        end();
        from.sendClose(1000, "");
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        outcome.complete(new ExecOutcome.Lost("the connection broke: " + failure.getMessage()));
        end();
    }

    private void keepStdout(WebSocket from, ByteBuffer data) {
        if (!data.hasRemaining()) {
            from.request();
            return;
        }
        receiving.lock();
        try {
            stdout.add(ByteBuffer.allocate(data.remaining()).put(data).flip());
            received.signalAll();
        } finally {
            receiving.unlock();
        }
    }

    private void keepStderr(ByteBuffer data) {
        receiving.lock();
        try {
            stderr.append(StandardCharsets.UTF_8.decode(data));
            if (stderr.length() > LAST_WORDS_CHARS) {
                stderr.delete(0, stderr.length() - LAST_WORDS_CHARS);
            }
        } finally {
            receiving.unlock();
        }
    }

    private void end() {
        receiving.lock();
        try {
            ended = true;
            received.signalAll();
        } finally {
            receiving.unlock();
        }
    }

    private void send(ByteBuffer frame) throws IOException {
        WebSocket to = openSocket();
        long deadline = System.nanoTime() + SEND_DEADLINE.toNanos();
        // java.net.http refuses a send while one is pending, and fabric8 does not queue
        while (to.queueSize() > 0) {
            if (outcome.isDone() || System.nanoTime() > deadline) {
                throw new IOException(ending("the connection takes no more data"));
            }
            LockSupport.parkNanos(QUEUE_POLL_NS);
        }
        if (outcome.isDone() || !to.send(frame)) {
            throw new IOException(ending("the connection refused data"));
        }
    }

    private WebSocket openSocket() throws IOException {
        try {
            return socket.get(SEND_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the connection did not open", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String ending(String otherwise) {
        if (!outcome.isDone()) {
            return otherwise;
        }
        return switch (outcome.join()) {
            case ExecOutcome.Exited(int code) -> "the command ended with code " + code;
            case ExecOutcome.NotRun(String reason) -> reason;
            case ExecOutcome.Lost(String reason) -> reason;
        };
    }

    private final class Stdout extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            receiving.lock();
            try {
                ByteBuffer first = awaitData();
                if (first == null) {
                    return endOfOutput();
                }
                int count = Math.min(length, first.remaining());
                first.get(into, offset, count);
                if (!first.hasRemaining()) {
                    stdout.remove();
                    socket.join().request();
                }
                return count;
            } finally {
                receiving.unlock();
            }
        }

        private @Nullable ByteBuffer awaitData() throws IOException {
            while (stdout.isEmpty() && !ended) {
                try {
                    received.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
            return stdout.peek();
        }

        /// A command that ended is the end of its output; a lost stream is not.
        private int endOfOutput() throws IOException {
            if (outcome.join() instanceof ExecOutcome.Lost(String reason)) {
                throw new IOException(reason);
            }
            return -1;
        }
    }

    private final class Stdin extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            sending.lock();
            try {
                if (stdinClosed) {
                    throw new IOException("input is closed");
                }
                for (int done = 0; done < length; done += ExecProtocol.FRAME_BYTES) {
                    int part = Math.min(ExecProtocol.FRAME_BYTES, length - done);
                    send(ExecProtocol.frame(ExecProtocol.STDIN, data, offset + done, part));
                }
            } finally {
                sending.unlock();
            }
        }

        @Override
        public void close() throws IOException {
            closeStdin();
        }
    }
}
