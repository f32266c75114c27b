package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The one port of an agent, for TCP and UDP of both families, where it serves every workload.
///
/// Whoever does not begin with the run's cookie is counted, never answered, and closed. Owns one
/// thread that accepts, one for each connection, and one for datagrams; all end with [#close()].
public final class DataPort implements AutoCloseable {
    /// Both directions of the largest trial, twice: one run may still be ending when the next
    /// begins.
    private static final int MAX_CONNECTIONS = 512;

    /// Only a safety net: [#close()] wakes the waiting threads. Long, so that an idle agent stays
    /// off the CPUs.
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final Duration ENDING = Duration.ofSeconds(1);
    private static final int BACKLOG = 1024;

    private final Cookie cookie;
    private final Optional<Integer> cpu;
    private final Identity identity;
    private final Lifeline lifeline;
    private final LongSupplier nanoTime;
    private final Socket listener;
    private final DatagramPort datagrams;
    private final Set<DataConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong strangers = new AtomicLong();
    private final Thread acceptor;
    private volatile boolean closing;

    /// @param port 0 lets the kernel choose
    /// @param cpu pins every serving thread
    /// @throws NativeException if the port is in use
    public DataPort(
            Cookie cookie,
            int port,
            Optional<Integer> cpu,
            Identity identity,
            Lifeline lifeline,
            LongSupplier nanoTime) {
        this.cookie = cookie;
        this.cpu = cpu;
        this.identity = identity;
        this.lifeline = lifeline;
        this.nanoTime = nanoTime;
        listener = AnyAddress.open(Socket::tcp, port);
        try {
            listener.timeouts(IDLE, IDLE);
            listener.listen(BACKLOG);
            datagrams = new DatagramPort(cookie, port());
        } catch (NativeException e) {
            listener.close();
            throw e;
        }
        acceptor = Thread.ofPlatform().daemon().name("data-port").start(this::acceptAll);
    }

    public int port() {
        return listener.localAddress().getPort();
    }

    /// Tags of the datagrams that came with the right cookie, each once, ascending.
    public List<Integer> tags() {
        return datagrams.tags();
    }

    /// Connections and datagrams turned away because they did not begin with the cookie.
    public long strangers() {
        return strangers.get() + datagrams.strangers();
    }

    private void acceptAll() {
        while (!closing) {
            long descriptor = listener.accept();
            if (descriptor >= 0) {
                admit(listener.adopt(descriptor));
            } else if (-descriptor != Errno.EAGAIN
                    && -descriptor != Errno.EINTR
                    && -descriptor != Errno.ECONNABORTED) {
                return;
            }
        }
    }

    private void admit(Socket socket) {
        if (closing || connections.size() >= MAX_CONNECTIONS) {
            socket.close();
            return;
        }
        Thread.ofPlatform().daemon().name("serve").start(() -> serve(socket));
    }

    private void serve(Socket socket) {
        InetSocketAddress peer;
        try {
            peer = socket.peerAddress();
            socket.set(SocketOption.NO_DELAY, 1);
        } catch (NativeException _) {
            socket.close(); // gone before it was looked at
            return;
        }
        try (DataConnection connection =
                new DataConnection(socket, Socket.describe(peer), nanoTime)) {
            connections.add(connection);
            try {
                new DataSession(connection, peer.getAddress(), cpu, identity, lifeline, nanoTime)
                        .run(cookie, strangers);
            } finally {
                connections.remove(connection);
            }
        } catch (TrialException | NativeException e) {
            if (!closing) {
                System.err.println("data port: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        listener.shutdown();
        datagrams.close();
        connections.forEach(DataConnection::shutdown);
        try {
            acceptor.join(ENDING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        listener.close();
    }
}
