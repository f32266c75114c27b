package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Socket;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/// The UDP side of the data port: notes the tag of each datagram that carries the cookie, and
/// answers none of them.
final class DatagramPort implements AutoCloseable {
    /// The largest UDP payload over IPv4.
    private static final int MAX_DATAGRAM_BYTES = 65_507;

    private static final int TAG_OFFSET = Cookie.BYTES;
    private static final int LEAST_BYTES = TAG_OFFSET + 4 + 2;
    private static final int MAX_TAGS = 100_000;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final Cookie cookie;
    private final Socket socket;
    private final Set<Integer> tags = new ConcurrentSkipListSet<>();
    private final AtomicLong strangers = new AtomicLong();
    private final Thread receiver;
    private volatile boolean closing;

    DatagramPort(Cookie cookie, int port) {
        this.cookie = cookie;
        socket = AnyAddress.open(Socket::udp, port);
        socket.timeouts(IDLE, IDLE);
        receiver = Thread.ofPlatform().daemon().name("datagrams").start(this::receiveAll);
    }

    List<Integer> tags() {
        return List.copyOf(tags);
    }

    long strangers() {
        return strangers.get();
    }

    private void receiveAll() {
        try (NativeBuffer buffer = new NativeBuffer(MAX_DATAGRAM_BYTES)) {
            while (!closing) {
                long length = socket.receive(buffer, 0, MAX_DATAGRAM_BYTES);
                if (length >= 0) {
                    note(buffer, length);
                } else if (-length != Errno.EAGAIN
                        && -length != Errno.EINTR
                        && -length != Errno.ECONNREFUSED) {
                    return;
                }
            }
        }
    }

    private void note(NativeBuffer datagram, long length) {
        int tag = length < LEAST_BYTES ? -1 : datagram.getInt(TAG_OFFSET);
        if (length < LEAST_BYTES || !cookie.isAt(datagram, 0)) {
            strangers.incrementAndGet();
        } else if (tag >= 0 && tags.size() < MAX_TAGS) {
            tags.add(tag);
        }
    }

    @Override
    public void close() {
        closing = true;
        socket.shutdown();
        try {
            receiver.join(ENDING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }
}
