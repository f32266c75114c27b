package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.ErrorQueue;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.linux.TcpInfo;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Opens TCP connections, one after the other, and tells refusal, ICMP error and silence apart.
final class TcpProber implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final Duration TICK = Duration.ofMillis(100);

    private final Probe.Tcp probe;
    private final byte[] cookie;
    private final InetSocketAddress server;
    private final LongSupplier nanoTime;
    private final NativeBuffer buffer = new NativeBuffer(CHUNK_BYTES);
    private final TcpInfo info = new TcpInfo();
    private final Map<String, Integer> errors = new TreeMap<>();
    private final Map<String, Integer> servedBy = new TreeMap<>();
    private final Map<String, Integer> peersSeen = new TreeMap<>();
    private final List<Long> connectNs = new ArrayList<>();
    private int attempts;
    private int answered;
    private int refused;
    private int silent;
    private int mssBytes;
    private int pathMtuBytes;
    private int bulkDelivered;
    private long shortestBulkNs = Long.MAX_VALUE;
    private long retransmits;

    private TcpProber(Probe.Tcp probe, InetSocketAddress server, LongSupplier nanoTime) {
        this.probe = probe;
        this.cookie = ProbeDatagram.cookie(probe.cookie());
        this.server = server;
        this.nanoTime = nanoTime;
    }

    static TcpConnections run(Probe.Tcp probe, InetSocketAddress server, LongSupplier nanoTime) {
        try (TcpProber prober = new TcpProber(probe, server, nanoTime)) {
            for (int i = 0; i < probe.connections(); i++) {
                prober.connectOnce();
            }
            return prober.result();
        }
    }

    private TcpConnections result() {
        return new TcpConnections(
                attempts,
                connectNs.size(),
                answered,
                refused,
                silent,
                errors,
                servedBy,
                peersSeen,
                mssBytes,
                pathMtuBytes,
                probe.bulkBytes(),
                bulkDelivered,
                bulkDelivered == 0 ? 0 : shortestBulkNs / 1000,
                retransmits,
                Percentiles.micros(connectNs));
    }

    private void connectOnce() {
        attempts++;
        try (Socket socket = Socket.tcp(server.getAddress())) {
            ErrorQueue queue = new ErrorQueue(socket);
            Duration patience = Duration.ofMillis(probe.patienceMillis());
            socket.set(SocketOption.NO_DELAY, 1);
            socket.resetOnClose(); // a stalled bulk must not linger behind the probe
            socket.timeouts(patience, patience);
            long startNs = nanoTime.getAsLong();
            try {
                socket.connect(server);
            } catch (NativeException e) {
                note(e.errno(), queue.take());
                return;
            }
            connectNs.add(nanoTime.getAsLong() - startNs);
            socket.timeouts(TICK, TICK);
            converse(socket);
            socket.readTcpInfo(info);
            mssBytes = info.mssBytes();
            pathMtuBytes = info.pathMtuBytes();
            retransmits += info.retransmits();
        }
    }

    private void note(int errno, Optional<ErrorQueue.QueuedError> queued) {
        Optional<String> sender =
                queued.flatMap(ErrorQueue.QueuedError::offender).map(AddressText::of);
        switch (errno) {
            case Errno.EINPROGRESS, Errno.EAGAIN, Errno.ETIMEDOUT -> silent++;
            case Errno.ECONNREFUSED -> {
                if (sender.isEmpty()) {
                    refused++;
                } else {
                    errors.merge("ECONNREFUSED from " + sender.get(), 1, Integer::sum);
                }
            }
            default ->
                    errors.merge(
                            Errno.name(errno) + sender.map(s -> " from " + s).orElse(" (local)"),
                            1,
                            Integer::sum);
        }
    }

    private void converse(Socket socket) {
        buffer.putBytes(0, cookie);
        buffer.putInt(ProbeDatagram.COOKIE_BYTES, probe.bulkBytes());
        long deadlineNs = nanoTime.getAsLong() + probe.patienceMillis() * 1_000_000L;
        if (!sendAll(socket, ProbeSession.QUESTION_BYTES, deadlineNs)) {
            return;
        }
        Optional<String> agent = text(socket, deadlineNs);
        Optional<String> peer = agent.flatMap(_ -> text(socket, deadlineNs));
        if (peer.isEmpty()) {
            return;
        }
        answered++;
        servedBy.merge(agent.orElseThrow(), 1, Integer::sum);
        peersSeen.merge(peer.get(), 1, Integer::sum);
        if (probe.bulkBytes() > 0 && bulk(socket)) {
            bulkDelivered++;
        }
    }

    private boolean bulk(Socket socket) {
        long startNs = nanoTime.getAsLong();
        long deadlineNs = startNs + probe.patienceMillis() * 1_000_000L;
        for (int left = probe.bulkBytes(); left > 0; left -= CHUNK_BYTES) {
            if (!sendAll(socket, Math.min(CHUNK_BYTES, left), deadlineNs)) {
                return false;
            }
        }
        if (!receiveAll(socket, 1, deadlineNs) || buffer.getByte(0) != ProbeSession.GOT_ALL) {
            return false;
        }
        shortestBulkNs = Math.min(shortestBulkNs, nanoTime.getAsLong() - startNs);
        return true;
    }

    private Optional<String> text(Socket socket, long deadlineNs) {
        if (!receiveAll(socket, 1, deadlineNs)) {
            return Optional.empty();
        }
        int length = buffer.getByte(0) & 0xff;
        if (!receiveAll(socket, length, deadlineNs)) {
            return Optional.empty();
        }
        return Optional.of(new String(buffer.getBytes(0, length), StandardCharsets.UTF_8));
    }

    private boolean sendAll(Socket socket, int length, long deadlineNs) {
        int sent = 0;
        while (sent < length) {
            long n = socket.send(buffer, sent, (long) length - sent);
            if (n >= 0) {
                sent += (int) n;
            } else if (!mayTryAgain(n, deadlineNs)) {
                return false;
            }
        }
        return true;
    }

    private boolean receiveAll(Socket socket, int length, long deadlineNs) {
        int got = 0;
        while (got < length) {
            long n = socket.receive(buffer, got, (long) length - got);
            if (n > 0) {
                got += (int) n;
            } else if (n == 0 || !mayTryAgain(n, deadlineNs)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayTryAgain(long result, long deadlineNs) {
        int errno = (int) -result;
        if (errno != Errno.EAGAIN && errno != Errno.EINTR) {
            errors.merge(Errno.name(errno) + " after the handshake", 1, Integer::sum);
            return false;
        }
        return nanoTime.getAsLong() - deadlineNs < 0;
    }

    @Override
    public void close() {
        buffer.close();
    }
}
