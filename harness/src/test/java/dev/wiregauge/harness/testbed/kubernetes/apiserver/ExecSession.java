package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// One exec: a process whose streams are the channels of a WebSocket, as API server, kubelet and
/// container runtime do it together.
final class ExecSession {
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int STATUS = 3;
    private static final int CLOSE = 255;

    private final WebSocketFrames socket;
    private final Process process;
    private final boolean halfClose;
    private volatile boolean muted;

    private ExecSession(WebSocketFrames socket, Process process, boolean halfClose) {
        this.socket = socket;
        this.process = process;
        this.halfClose = halfClose;
    }

    /// Runs until the command has ended or the client is gone; a command that cannot be started is
    /// told as the runtime tells it.
    static void run(
            WebSocketFrames socket, List<String> command, String protocol, Set<ExecSession> open)
            throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            status(
                    socket,
                    "{\"status\":\"Failure\",\"reason\":\"InternalError\",\"message\":\"error"
                            + " executing command in container: executable file not found\"}");
            socket.close(1000);
            return;
        }
        ExecSession session =
                new ExecSession(socket, process, protocol.equals("v5.channel.k8s.io"));
        open.add(session);
        try {
            session.pump();
        } finally {
            open.remove(session);
        }
    }

    static Set<ExecSession> registry() {
        return ConcurrentHashMap.newKeySet();
    }

    /// Nothing passes any more in either direction, and nobody is told: a black hole.
    void mute() {
        muted = true;
    }

    /// Resets the connection; the process sees the end of its input.
    void drop() {
        try {
            socket.reset();
        } catch (IOException e) {
            // it was closed already
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    private void pump() throws IOException {
        Thread out = Thread.startVirtualThread(() -> copy(process.getInputStream(), STDOUT));
        Thread err = Thread.startVirtualThread(() -> copy(process.getErrorStream(), STDERR));
        Thread in = Thread.startVirtualThread(this::feed);
        try {
            int code = process.waitFor();
            out.join();
            err.join();
            if (!muted) {
                status(socket, exit(code));
                socket.close(1000);
            }
            in.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String exit(int code) {
        return code == 0
                ? "{\"metadata\":{},\"status\":\"Success\"}"
                : """
                {"metadata":{},"status":"Failure","message":"command terminated with exit code %d",\
                "reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"%d"}]}}\
                """
                        .formatted(code, code);
    }

    private static void status(WebSocketFrames socket, String json) throws IOException {
        byte[] data = json.getBytes(StandardCharsets.UTF_8);
        socket.binary(STATUS, data, data.length);
    }

    private void copy(InputStream from, int channel) {
        byte[] buffer = new byte[32 << 10];
        try (from) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                if (!muted) {
                    socket.binary(channel, buffer, n);
                }
            }
        } catch (IOException e) {
            // the client is gone: the process learns it from its stdin
        }
    }

    /// A client that goes away is the end of the command's input, as containerd does it.
    private void feed() {
        OutputStream stdin = process.getOutputStream();
        try {
            for (byte[] message = socket.next(); message != null; message = socket.next()) {
                if (muted || message.length == 0) {
                    continue;
                }
                int channel = message[0] & 0xff;
                if (channel == STDIN && message.length > 1) {
                    stdin.write(message, 1, message.length - 1);
                    stdin.flush();
                } else if (channel == CLOSE && halfClose && message[1] == STDIN) {
                    end(stdin);
                }
            }
        } catch (SocketTimeoutException e) {
            drop();
        } catch (IOException e) {
            // the process or the client has ended
        } finally {
            end(stdin);
        }
    }

    private static void end(OutputStream stdin) {
        try {
            stdin.close();
        } catch (IOException e) {
            // it has ended already
        }
    }
}
