package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Affinity;
import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.scenario.Workload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// One client's datagrams on the server, after it has proved its address: from the greeting to the
/// last part of the report.
///
/// Has a socket of its own, connected to the client, on the data port's number: the kernel gives it
/// what comes from there, and the port's own socket the rest.
final class DatagramSession {
    /// Fits every link that IPv6 runs on, with room for headers.
    static final int REPORT_PART_BYTES = 1100;

    private static final Duration UNTIL_GO = Duration.ofSeconds(10);
    private static final Duration UNTIL_BYE = Duration.ofSeconds(10);

    private final Socket socket;
    private final String peer;
    private final Cookie cookie;
    private final long nonce;
    private final Optional<Integer> cpu;
    private final LongSupplier nanoTime;

    /// @param nonce names this session in every control datagram
    DatagramSession(
            Socket socket,
            String peer,
            Cookie cookie,
            long nonce,
            Optional<Integer> cpu,
            LongSupplier nanoTime) {
        this.socket = socket;
        this.peer = peer;
        this.cookie = cookie;
        this.nonce = nonce;
        this.cpu = cpu;
        this.nanoTime = nanoTime;
    }

    Socket socket() {
        return socket;
    }

    String peer() {
        return peer;
    }

    boolean hasCookie(NativeBuffer buffer, long offset) {
        return cookie.isAt(buffer, offset);
    }

    /// @param result 0, which is what a socket returns that was shut down, or minus errno
    /// @throws TrialException for what is neither a timeout nor an ICMP error of an earlier
    ///   datagram
    void failUnlessTimeout(long result) {
        int errno = (int) -result;
        if (errno == 0) {
            throw new TrialException("the session of " + peer + " was ended");
        }
        if (errno != Errno.EAGAIN && errno != Errno.EINTR && errno != Errno.ECONNREFUSED) {
            throw new TrialException("datagrams of " + peer + ": " + Errno.describe(errno));
        }
    }

    /// @param greeting without a refusal: what is found on the way is added
    void run(DataMessage.Terms terms, DataMessage.Greeting greeting, Lifeline lifeline) {
        try (NativeBuffer control = new NativeBuffer(1 << 16)) {
            socket.timeouts(DataConnection.TICK, DataConnection.TICK);
            Optional<UdpStreamReceiver> receiver = receiver(terms);
            Optional<String> refusal = prepare(terms, receiver);
            byte[] hello =
                    json(
                            new DataMessage.Greeting(
                                    greeting.version(),
                                    greeting.agent(),
                                    greeting.node(),
                                    greeting.peerSeen(),
                                    cpu,
                                    refusal));
            if (!greetUntilGo(control, hello) || refusal.isPresent()) {
                return;
            }
            lifeline.extend(terms.timing().warmup().plus(terms.timing().duration()));
            DataMessage.ServerReport report =
                    receiver.map(UdpStreamReceiver::run).orElseGet(() -> answerRequests(terms));
            sendReport(control, json(report));
        }
    }

    private Optional<UdpStreamReceiver> receiver(DataMessage.Terms terms) {
        return traffic(terms.workload())
                .map(t -> new UdpStreamReceiver(this, t, terms.timing(), cpu, nanoTime));
    }

    private static Optional<DatagramTraffic> traffic(Workload workload) {
        return switch (workload) {
            case Workload.UdpStream stream -> Optional.of(DatagramTraffic.of(stream));
            case Workload.UdpStreamSegmented stream -> Optional.of(DatagramTraffic.of(stream));
            case Workload.UdpRr _,
                    Workload.TcpStream _,
                    Workload.TcpStreamZeroCopy _,
                    Workload.TcpRr _,
                    Workload.TcpCrr _,
                    Workload.TcpRrUnderLoad _,
                    Workload.UdpRateSweep _ ->
                    Optional.empty();
        };
    }

    private DataMessage.ServerReport answerRequests(DataMessage.Terms terms) {
        if (terms.workload() instanceof Workload.UdpRr rr) {
            return new UdpRrServer(this, rr, terms.timing(), cpu, nanoTime).run();
        }
        throw new IllegalStateException("a session of " + terms.workload().id() + " was greeted");
    }

    private Optional<String> prepare(
            DataMessage.Terms terms, Optional<UdpStreamReceiver> receiver) {
        if (terms.version() != DataMessage.VERSION) {
            return Optional.of(
                    "the client speaks version "
                            + terms.version()
                            + " of the data protocol, the server "
                            + DataMessage.VERSION);
        }
        if (receiver.isEmpty() && !(terms.workload() instanceof Workload.UdpRr)) {
            return Optional.of(terms.workload().id() + " does not run over datagrams");
        }
        try {
            cpu.ifPresent(Affinity::pin);
            receiver.ifPresent(UdpStreamReceiver::prepare);
            SocketTuning.apply(socket, SocketTuning.ofUdp(terms.sockets(), cpu));
            return Optional.empty();
        } catch (NativeException | TrialException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /// @return false where the client does not begin
    private boolean greetUntilGo(NativeBuffer control, byte[] greeting) {
        send(control, DatagramHeader.Kind.GREETING, greeting);
        long giveUpNs = nanoTime.getAsLong() + UNTIL_GO.toNanos();
        while (nanoTime.getAsLong() - giveUpNs < 0) {
            long n = socket.receive(control, 0, control.size());
            if (n <= 0) {
                failUnlessTimeout(n);
            } else if (isControl(control, n, DatagramHeader.Kind.GO)
                    || (n >= DatagramHeader.BYTES && DatagramHeader.isData(control, 0))) {
                return true;
            } else if (isControl(control, n, DatagramHeader.Kind.OPEN)) {
                send(control, DatagramHeader.Kind.GREETING, greeting); // the first one was lost
            }
        }
        return false;
    }

    /// Part by part, as the client asks for them, until it has all.
    private void sendReport(NativeBuffer control, byte[] report) {
        long giveUpNs = nanoTime.getAsLong() + UNTIL_BYE.toNanos();
        while (nanoTime.getAsLong() - giveUpNs < 0) {
            long n = socket.receive(control, 0, control.size());
            if (n <= 0) {
                failUnlessTimeout(n);
            } else if (isControl(control, n, DatagramHeader.Kind.BYE)) {
                return;
            } else if (isControl(control, n, DatagramHeader.Kind.FETCH)
                    && n >= DatagramHeader.BYTES + Integer.BYTES) {
                int from = Math.clamp(control.getInt(DatagramHeader.BYTES), 0, report.length);
                int to = Math.min(report.length, from + REPORT_PART_BYTES);
                byte[] part = new byte[2 * Integer.BYTES + to - from];
                ByteBuffer.wrap(part)
                        .putInt(report.length)
                        .putInt(from)
                        .put(report, from, to - from);
                send(control, DatagramHeader.Kind.REPORT, part);
            }
        }
    }

    private boolean isControl(NativeBuffer buffer, long length, DatagramHeader.Kind kind) {
        return length >= DatagramHeader.BYTES
                && hasCookie(buffer, 0)
                && DatagramHeader.is(buffer, kind)
                && (kind == DatagramHeader.Kind.OPEN || DatagramHeader.stamp(buffer, 0) == nonce);
    }

    private void send(NativeBuffer control, DatagramHeader.Kind kind, byte[] body) {
        DatagramHeader.writeControl(control, cookie, kind, nonce);
        control.putBytes(DatagramHeader.BYTES, body);
        long n = socket.send(control, 0, DatagramHeader.BYTES + body.length);
        if (n < 0) {
            failUnlessTimeout(n);
        }
    }

    static byte[] json(DataMessage message) {
        return RecordJson.write(message, message.getClass()).getBytes(StandardCharsets.UTF_8);
    }

    /// The bytes behind the header.
    static byte[] body(NativeBuffer buffer, long length) {
        return length <= DatagramHeader.BYTES
                ? new byte[0]
                : buffer.getBytes(DatagramHeader.BYTES, (int) length - DatagramHeader.BYTES);
    }
}
