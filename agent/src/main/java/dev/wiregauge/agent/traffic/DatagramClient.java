package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.evidence.AddressText;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/// A client's side of a session of datagrams: proves its address, agrees on terms, and fetches the
/// report; every step is repeated until it is answered.
final class DatagramClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Longer than any report: 36,000 intervals of 24 digits.
    private static final int MAX_REPORT_BYTES = 4 << 20;

    private final Socket socket;
    private final TrialRequest request;
    private final String peer;
    private final LongSupplier nanoTime;
    private final NativeBuffer control = new NativeBuffer(1 << 16);
    private final DataMessage.Greeting greeting;
    private long nonce;

    private DatagramClient(Socket socket, TrialRequest request, LongSupplier nanoTime) {
        this.socket = socket;
        this.request = request;
        this.nanoTime = nanoTime;
        peer = Socket.describe(request.server());
        long length =
                converse(DatagramHeader.Kind.HELLO, new byte[0], DatagramHeader.Kind.CHALLENGE);
        checkLength(length);
        nonce = DatagramHeader.stamp(control, 0);
        byte[] terms = DatagramSession.json(DataMessage.Terms.of(request));
        length = converse(DatagramHeader.Kind.OPEN, terms, DatagramHeader.Kind.GREETING);
        greeting = parse(DatagramSession.body(control, length), DataMessage.Greeting.class);
        greeting.refuse();
    }

    static DatagramClient open(TrialRequest request, StopSignal stop, LongSupplier nanoTime) {
        Socket socket = Socket.udp(request.server().getAddress());
        stop.onStop(socket::shutdown);
        try {
            socket.timeouts(DataConnection.TICK, DataConnection.TICK);
            SocketTuning.apply(socket, SocketTuning.ofUdp(request.sockets(), request.cpu()));
            socket.connect(request.server());
            return new DatagramClient(socket, request, nanoTime);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    Socket socket() {
        return socket;
    }

    String peer() {
        return peer;
    }

    DataMessage.Greeting greeting() {
        return greeting;
    }

    /// Whether the scenario sets this option, so that the workload's own wish does not count.
    boolean tunes(SocketOption option) {
        return SocketTuning.ofUdp(request.sockets(), request.cpu()).containsKey(option);
    }

    Cookie cookie() {
        return request.cookie();
    }

    String localAddress() {
        return AddressText.of(socket.localAddress().getAddress());
    }

    void go() {
        send(DatagramHeader.Kind.GO, new byte[0]);
    }

    /// What is queued at either end is skipped on the way.
    DataMessage.ServerReport fetchReport() {
        byte[] report = new byte[0];
        int have = 0;
        do {
            byte[] from = {
                (byte) (have >> 24), (byte) (have >> 16), (byte) (have >> 8), (byte) have
            };
            long length = converse(DatagramHeader.Kind.FETCH, from, DatagramHeader.Kind.REPORT);
            int header = DatagramHeader.BYTES + 2 * Integer.BYTES;
            int total = control.getInt(DatagramHeader.BYTES);
            if (length < header || total <= 0 || total > MAX_REPORT_BYTES) {
                throw new TrialException(peer + " does not speak this data protocol");
            }
            if (have == 0) {
                report = new byte[total];
            }
            int part = (int) Math.min(length - header, report.length - have);
            if (control.getInt(DatagramHeader.BYTES + Integer.BYTES) == have) {
                System.arraycopy(control.getBytes(header, part), 0, report, have, part);
                have += part;
            }
        } while (have < report.length);
        send(DatagramHeader.Kind.BYE, new byte[0]);
        return parse(report, DataMessage.ServerReport.class);
    }

    /// Asks until it is answered.
    ///
    /// @return bytes of the answer, which lies in the control buffer
    private long converse(DatagramHeader.Kind question, byte[] body, DatagramHeader.Kind answer) {
        long giveUpNs = nanoTime.getAsLong() + PATIENCE.toNanos();
        long askAgainNs = nanoTime.getAsLong();
        while (true) {
            long nowNs = nanoTime.getAsLong();
            if (nowNs - giveUpNs > 0) {
                throw new TrialException(
                        peer
                                + " did not answer datagrams within "
                                + PATIENCE.toSeconds()
                                + " s: it serves another run, or the path loses them");
            }
            if (nowNs - askAgainNs >= 0) {
                send(question, body);
                askAgainNs = nowNs + DataConnection.TICK.toNanos();
            }
            long n = socket.receive(control, 0, control.size());
            if (n >= DatagramHeader.BYTES
                    && request.cookie().isAt(control, 0)
                    && DatagramHeader.is(control, answer)) {
                return n;
            }
            if (n < 0) {
                failUnlessTimeout(n);
            }
        }
    }

    void failUnlessTimeout(long result) {
        int errno = (int) -result;
        if (errno != Errno.EAGAIN && errno != Errno.EINTR) {
            throw new TrialException("datagrams to " + peer + ": " + Errno.describe(errno));
        }
    }

    private void send(DatagramHeader.Kind kind, byte[] body) {
        DatagramHeader.writeControl(control, request.cookie(), kind, nonce);
        control.putBytes(DatagramHeader.BYTES, body);
        long n = socket.send(control, 0, DatagramHeader.BYTES + body.length);
        if (n < 0) {
            failUnlessTimeout(n);
        }
    }

    private void checkLength(long length) {
        if (length != DatagramHeader.BYTES) {
            throw new TrialException(peer + " does not speak this data protocol");
        }
    }

    private <M extends Record & DataMessage> M parse(byte[] json, Class<M> type) {
        try {
            return RecordJson.read(new String(json, StandardCharsets.UTF_8), type);
        } catch (JsonException e) {
            throw new TrialException(
                    peer + " speaks another version of this data protocol: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        socket.close();
        control.close();
    }
}
