package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.DatagramEnvelope;
import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/// The UDP side of the data port: notes the tag of each tagged datagram that carries the cookie and
/// answers none of them; leads clients of a workload to the door.
final class DatagramPort implements AutoCloseable {
    /// The largest UDP payload over IPv4.
    private static final int MAX_DATAGRAM_BYTES = 65_507;

    private static final int TAG_OFFSET = Cookie.BYTES;
    private static final int LEAST_BYTES = TAG_OFFSET + 4 + 2;
    private static final int MAX_TAGS = 100_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final Cookie cookie;
    private final DatagramDoor door;
    private final Socket socket;
    private final Set<Integer> tags = new ConcurrentSkipListSet<>();
    private final AtomicLong strangers = new AtomicLong();
    private final Thread receiver;
    private volatile boolean closing;

    DatagramPort(Cookie cookie, int port, DatagramDoor door) {
        this.cookie = cookie;
        this.door = door;
        socket = AnyAddress.open(Socket::udp, port);
        socket.timeouts(IDLE, IDLE);
        socket.set(
                socket.isIpv6() ? SocketOption.IPV6_PACKET_INFO : SocketOption.IPV4_PACKET_INFO, 1);
        receiver = Thread.ofPlatform().daemon().name("datagrams").start(this::receiveAll);
    }

    List<Integer> tags() {
        return List.copyOf(tags);
    }

    long strangers() {
        return strangers.get();
    }

    private void receiveAll() {
        try (DatagramEnvelope envelope = new DatagramEnvelope(MAX_DATAGRAM_BYTES)) {
            while (!closing) {
                long length = envelope.receive(socket);
                if (length >= 0) {
                    take(envelope, length);
                } else if (-length != Errno.EAGAIN
                        && -length != Errno.EINTR
                        && -length != Errno.ECONNREFUSED) {
                    return;
                }
            }
        }
    }

    private void take(DatagramEnvelope envelope, long length) {
        NativeBuffer datagram = envelope.buffer();
        if (length < LEAST_BYTES || !cookie.isAt(datagram, 0)) {
            strangers.incrementAndGet();
        } else if (length >= DatagramHeader.BYTES && DatagramHeader.isSession(datagram, 0)) {
            door.knock(envelope, length, socket);
        } else if (datagram.getInt(TAG_OFFSET) >= 0 && tags.size() < MAX_TAGS) {
            tags.add(datagram.getInt(TAG_OFFSET));
        }
    }

    @Override
    public void close() {
        closing = true;
        door.close();
        socket.shutdown();
        try {
            receiver.join(ENDING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }
}
