package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Affinity;
import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.linux.ThreadCpuClock;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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

    /// Between two attempts to accept where the system refuses.
    private static final Duration BREATH = Duration.ofMillis(10);

    private static final Duration COMPLAINT = Duration.ofSeconds(1);
    private static final int BACKLOG = 1024;
    private static final int DEFER_SECONDS = 5;

    private final Cookie cookie;
    private final Optional<Integer> cpu;
    private final Identity identity;
    private final Lifeline lifeline;
    private final LongSupplier nanoTime;
    private final QuietHeap heap;
    private final Socket listener;
    private final DatagramPort datagrams;
    private final Set<DataConnection> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
    private final AtomicLong strangers = new AtomicLong();
    private final Thread acceptor;

    /// The accepting thread's own.
    private OptionalLong complainedNs = OptionalLong.empty();

    private volatile boolean closing;

    /// @param port 0 lets the kernel choose
    /// @param cpu pins every serving thread
    /// @param secret 32 random bytes, from which the nonces of datagram clients are made
    /// @throws NativeException if the port is in use
    public DataPort(
            Cookie cookie,
            int port,
            Optional<Integer> cpu,
            Identity identity,
            Lifeline lifeline,
            byte[] secret,
            LongSupplier nanoTime) {
        this.cookie = cookie;
        this.cpu = cpu;
        this.identity = identity;
        this.lifeline = lifeline;
        this.nanoTime = nanoTime;
        heap = new QuietHeap(nanoTime);
        listener = AnyAddress.open(Socket::tcp, port);
        try {
            listener.timeouts(IDLE, IDLE);
            // an idle connection wakes nobody, and a short one is served in one go
            listener.set(SocketOption.DEFER_ACCEPT, DEFER_SECONDS);
            listener.listen(BACKLOG);
            datagrams =
                    new DatagramPort(
                            cookie,
                            port(),
                            new DatagramDoor(
                                    cookie, secret, cpu, identity, lifeline, heap, nanoTime));
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
        try (CrrDesk desk = new CrrDesk(cookie, new ThreadCpuClock())) {
            pinAcceptor();
            while (!closing) {
                long descriptor = listener.accept();
                if (descriptor >= 0) {
                    admit(listener.adopt(descriptor), desk);
                } else if (!passes((int) -descriptor)) {
                    awaitResources((int) -descriptor);
                }
            }
        }
    }

    /// Whether the next connection may be asked for at once.
    private static boolean passes(int errno) {
        return errno == Errno.EAGAIN || errno == Errno.EINTR || errno == Errno.ECONNABORTED;
    }

    /// A flood can use up what a connection needs of this process or of the machine (descriptors,
    /// memory, threads: accept(2)). That ends with the flood, and so must not end the accepting.
    private void awaitResources(int errno) {
        if (!closing) {
            // by its number: without a descriptor no class can be loaded that could name it
            complain("cannot accept: errno " + errno);
            LockSupport.parkNanos(BREATH.toNanos());
        }
    }

    private void complain(String what) {
        long nowNs = nanoTime.getAsLong();
        if (complainedNs.isEmpty() || nowNs - complainedNs.getAsLong() > COMPLAINT.toNanos()) {
            complainedNs = OptionalLong.of(nowNs);
            System.err.println("data port: " + what);
        }
    }

    private void pinAcceptor() {
        try {
            cpu.ifPresent(Affinity::pin);
        } catch (NativeException _) {
            // every session tries the same, and tells its client
        }
    }

    private void admit(Socket socket, CrrDesk desk) {
        switch (desk.serve(socket, nanoTime)) {
            case OTHER -> handOver(socket, desk);
            case SERVED, REFUSED -> socket.close();
            case STRANGER -> {
                strangers.incrementAndGet();
                socket.close();
            }
        }
    }

    /// Places are counted here and not by the threads: under a flood those start later than the
    /// next connections come.
    private void handOver(Socket socket, CrrDesk desk) {
        if (closing || !places.tryAcquire()) {
            socket.close();
            return;
        }
        try {
            Thread.ofPlatform().daemon().name("serve").start(() -> serveAndLeave(socket, desk));
        } catch (OutOfMemoryError e) { // how the JVM says that the system has no more threads
            places.release();
            socket.close();
            complain("cannot serve a connection: " + e.getMessage());
        }
    }

    private void serveAndLeave(Socket socket, CrrDesk desk) {
        try {
            serve(socket, desk);
        } finally {
            places.release();
        }
    }

    private void serve(Socket socket, CrrDesk desk) {
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
                new DataSession(
                                connection,
                                peer.getAddress(),
                                desk,
                                cpu,
                                identity,
                                lifeline,
                                heap,
                                nanoTime)
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
