package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.DatagramEnvelope;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.evidence.AddressText;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Lets clients of datagrams in: an address gets more than an answer of equal length only after it
/// has sent back a nonce that was sent to it.
///
/// Keeps nothing of a client until then: the nonce is a keyed hash of its address.
final class DatagramDoor {
    private static final int MAX_SESSIONS = 256;
    private static final int SECRET_BYTES = 32;

    private final Cookie cookie;
    private final byte[] secret;
    private final Optional<Integer> cpu;
    private final Identity identity;
    private final Lifeline lifeline;
    private final QuietHeap heap;
    private final LongSupplier nanoTime;
    private final Set<Socket> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /// @param secret random, of this data port alone
    DatagramDoor(
            Cookie cookie,
            byte[] secret,
            Optional<Integer> cpu,
            Identity identity,
            Lifeline lifeline,
            QuietHeap heap,
            LongSupplier nanoTime) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret has " + secret.length + " bytes, allowed: 32");
        }
        this.cookie = cookie;
        this.secret = secret.clone();
        this.cpu = cpu;
        this.identity = identity;
        this.lifeline = lifeline;
        this.heap = heap;
        this.nanoTime = nanoTime;
    }

    /// A datagram with the right cookie that is not a tagged one.
    void knock(DatagramEnvelope envelope, long length, Socket port) {
        NativeBuffer buffer = envelope.buffer();
        if (DatagramHeader.is(buffer, DatagramHeader.Kind.HELLO)) {
            DatagramHeader.writeControl(
                    buffer, cookie, DatagramHeader.Kind.CHALLENGE, nonce(envelope.source()));
            long _ = envelope.answer(port, DatagramHeader.BYTES); // lost ones are asked for again
        } else if (DatagramHeader.is(buffer, DatagramHeader.Kind.OPEN)
                && DatagramHeader.stamp(buffer, 0) == nonce(envelope.source())
                && sessions.size() < MAX_SESSIONS) {
            open(envelope, length, port.localAddress().getPort());
        }
    }

    private void open(DatagramEnvelope envelope, long length, int port) {
        InetSocketAddress peer = envelope.source();
        DataMessage.Terms terms;
        try {
            terms =
                    RecordJson.read(
                            new String(
                                    DatagramSession.body(envelope.buffer(), length),
                                    StandardCharsets.UTF_8),
                            DataMessage.Terms.class);
        } catch (JsonException e) {
            System.err.println("data port: terms of " + peer + ": " + e.getMessage());
            return;
        }
        try {
            Socket socket = connect(envelope.destination(), port, peer);
            sessions.add(socket);
            long nonce = nonce(peer);
            Thread.ofPlatform()
                    .daemon()
                    .name("serve-udp")
                    .start(() -> serve(socket, peer, nonce, terms));
        } catch (NativeException e) {
            System.err.println("data port: session of " + peer + ": " + e.getMessage());
        }
    }

    private static Socket connect(InetAddress local, int port, InetSocketAddress peer) {
        Socket socket = Socket.udp(peer.getAddress());
        try {
            socket.set(SocketOption.REUSE_ADDRESS, 1);
            socket.bind(new InetSocketAddress(local, port));
            socket.connect(peer);
            return socket;
        } catch (NativeException e) {
            socket.close();
            throw e;
        }
    }

    private void serve(Socket socket, InetSocketAddress peer, long nonce, DataMessage.Terms terms) {
        try (socket) {
            heap.collect();
            new DatagramSession(socket, Socket.describe(peer), cookie, nonce, cpu, nanoTime)
                    .run(
                            terms,
                            new DataMessage.Greeting(
                                    DataMessage.VERSION,
                                    identity.agent(),
                                    identity.node(),
                                    AddressText.of(peer.getAddress()),
                                    cpu,
                                    Optional.empty()),
                            lifeline);
        } catch (TrialException | NativeException e) {
            if (!closing) {
                System.err.println("data port: " + e.getMessage());
            }
        } finally {
            sessions.remove(socket);
        }
    }

    private long nonce(InetSocketAddress address) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            digest.update(address.getAddress().getAddress());
            digest.update((byte) (address.getPort() >> 8));
            digest.update((byte) address.getPort());
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Ends every session.
    void close() {
        closing = true;
        sessions.forEach(Socket::shutdown);
    }
}
