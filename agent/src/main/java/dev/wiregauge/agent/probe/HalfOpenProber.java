package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.ErrorQueue;
import dev.wiregauge.agent.linux.HalfOpen;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Finds out whether a TCP port is open, refuses or is silent, and never completes the handshake.
final class HalfOpenProber {
    private static final Duration TICK = Duration.ofMillis(10);

    private HalfOpenProber() {}

    static TcpConnections run(
            Probe.HalfOpen probe, InetSocketAddress server, LongSupplier nanoTime) {
        try (Socket socket = Socket.tcp(server.getAddress())) {
            ErrorQueue queue = new ErrorQueue(socket);
            HalfOpen handshake = HalfOpen.of(socket);
            socket.timeouts(TICK, TICK);
            long startNs = nanoTime.getAsLong();
            long endNs = startNs + Duration.ofMillis(probe.patienceMillis()).toNanos();
            while (nanoTime.getAsLong() - endNs < 0) {
                int errno = connect(socket, server);
                if (handshake.isAnswered()) {
                    return open(nanoTime.getAsLong() - startNs);
                }
                if (errno != Errno.EINPROGRESS && errno != Errno.EALREADY) {
                    return failed(errno, queue.take());
                }
            }
        }
        return outcome(0, 0, 1, Map.of(), List.of());
    }

    /// @return why it is not through after a tick
    private static int connect(Socket socket, InetSocketAddress server) {
        try {
            socket.connect(server);
            throw new IllegalStateException("a handshake was completed past the filter");
        } catch (NativeException e) {
            return e.errno();
        }
    }

    private static TcpConnections open(long tookNs) {
        return outcome(1, 0, 0, Map.of(), List.of(tookNs));
    }

    private static TcpConnections failed(int errno, Optional<ErrorQueue.QueuedError> queued) {
        Optional<String> sender =
                queued.flatMap(ErrorQueue.QueuedError::offender).map(AddressText::of);
        if (errno == Errno.ECONNREFUSED && sender.isEmpty()) {
            return outcome(0, 1, 0, Map.of(), List.of());
        }
        if (errno == Errno.ETIMEDOUT) {
            return outcome(0, 0, 1, Map.of(), List.of());
        }
        String name = Errno.name(errno) + sender.map(s -> " from " + s).orElse(" (local)");
        return outcome(0, 0, 0, Map.of(name, 1), List.of());
    }

    private static TcpConnections outcome(
            int open, int refused, int silent, Map<String, Integer> errors, List<Long> openedNs) {
        return new TcpConnections(
                1,
                open,
                0,
                refused,
                silent,
                errors,
                Map.of(),
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                0,
                Percentiles.micros(openedNs));
    }
}
