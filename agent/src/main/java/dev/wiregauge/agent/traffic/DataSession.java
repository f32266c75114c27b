package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Affinity;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// One connection that came to the data port, from its cookie to the server's report.
final class DataSession {
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    /// A client with many streams opens them one after the other before it starts any.
    private static final Duration UNTIL_GO = Duration.ofSeconds(30);

    private final DataConnection connection;
    private final InetAddress peer;
    private final CrrDesk desk;
    private final Optional<Integer> cpu;
    private final Identity identity;
    private final Lifeline lifeline;
    private final QuietHeap heap;
    private final LongSupplier nanoTime;

    DataSession(
            DataConnection connection,
            InetAddress peer,
            CrrDesk desk,
            Optional<Integer> cpu,
            Identity identity,
            Lifeline lifeline,
            QuietHeap heap,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.peer = peer;
        this.desk = desk;
        this.cpu = cpu;
        this.identity = identity;
        this.lifeline = lifeline;
        this.heap = heap;
        this.nanoTime = nanoTime;
    }

    /// @param strangers counts this connection if it does not begin with the cookie
    void run(Cookie cookie, AtomicLong strangers) {
        if (!begins(cookie)) {
            strangers.incrementAndGet();
            return;
        }
        DataMessage.Terms terms = connection.read(DataMessage.Terms.class, HANDSHAKE);
        Optional<String> refusal = prepare(terms);
        connection.write(
                new DataMessage.Greeting(
                        DataMessage.VERSION,
                        identity.agent(),
                        identity.node(),
                        AddressText.of(peer),
                        cpu,
                        refusal),
                HANDSHAKE);
        if (refusal.isPresent() || !connection.readGo(UNTIL_GO)) {
            return;
        }
        lifeline.extend(terms.timing().warmup().plus(terms.timing().duration()));
        serve(terms.workload(), terms.timing());
    }

    private boolean begins(Cookie cookie) {
        try {
            return connection.cookieMatches(cookie, HANDSHAKE);
        } catch (TrialException _) {
            return false; // silent or broken: no cookie came
        }
    }

    private Optional<String> prepare(DataMessage.Terms terms) {
        if (terms.version() != DataMessage.VERSION) {
            return Optional.of(
                    "the client speaks version "
                            + terms.version()
                            + " of the data protocol, the server "
                            + DataMessage.VERSION);
        }
        heap.collect();
        if (!runsOverTcp(terms.workload())) {
            return Optional.of(terms.workload().id() + " does not run over one TCP connection");
        }
        try {
            connection.socket().congestionControl(terms.congestionControl());
            SocketTuning.apply(connection.socket(), SocketTuning.ofTcp(terms.sockets(), cpu));
            cpu.ifPresent(Affinity::pin);
            return Optional.empty();
        } catch (NativeException | TrialException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static boolean runsOverTcp(Workload workload) {
        return switch (workload) {
            case Workload.TcpStream _,
                    Workload.TcpStreamZeroCopy _,
                    Workload.TcpRr _,
                    Workload.TcpCrr _ ->
                    true;
            case Workload.UdpStream _,
                    Workload.UdpStreamSegmented _,
                    Workload.UdpRr _,
                    Workload.TcpRrUnderLoad _,
                    Workload.UdpRateSweep _ ->
                    false;
        };
    }

    private void serve(Workload workload, Timing timing) {
        switch (workload) {
            case Workload.TcpStream stream -> {
                if (stream.flow() == Workload.Direction.TO_CLIENT) {
                    new TcpStreamServerSender(
                                    connection, stream.writeBytes(), timing, cpu, nanoTime)
                            .run();
                } else {
                    new TcpStreamReceiver(connection, false, timing, cpu, nanoTime).run();
                }
            }
            case Workload.TcpStreamZeroCopy stream ->
                    new TcpStreamReceiver(connection, stream.truncate(), timing, cpu, nanoTime)
                            .run();
            case Workload.TcpRr rr -> new TcpRrServer(connection, rr, timing, cpu, nanoTime).run();
            case Workload.TcpCrr _ ->
                    new TcpCrrServer(connection, desk, timing, cpu, nanoTime).run();
            case Workload.UdpStream _,
                    Workload.UdpStreamSegmented _,
                    Workload.UdpRr _,
                    Workload.TcpRrUnderLoad _,
                    Workload.UdpRateSweep _ ->
                    throw new IllegalStateException(
                            workload.id() + " does not run over one TCP connection");
        }
    }
}
