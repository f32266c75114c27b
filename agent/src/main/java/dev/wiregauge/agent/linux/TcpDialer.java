package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// Connects to one address again and again without allocating: connections are bare descriptors.
///
/// All calls return the value, or minus errno. Used by one thread.
public final class TcpDialer implements AutoCloseable {
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CONGESTION = 13;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final Arena arena;
    private final int family;
    private final MemorySegment name;
    private final int nameBytes;
    private final MemorySegment congestionControl;
    private final MemorySegment timeout;
    private final SocketOption[] options;
    private final MemorySegment[] values;

    /// @param patience longest time that one call on a connection may block
    /// @param more options of every connection, beside these
    @SuppressWarnings("MustBeClosedChecker") // this object owns the arena: close() ends it
    public TcpDialer(
            InetSocketAddress address,
            String congestionControl,
            Duration patience,
            Map<SocketOption, Integer> more) {
        arena = Arena.ofShared();
        family = SocketAddress.family(address.getAddress());
        name = arena.allocate(SocketAddress.MAX_BYTES, 8);
        nameBytes = SocketAddress.write(address, name);
        this.congestionControl = arena.allocateFrom(congestionControl, StandardCharsets.US_ASCII);
        timeout = arena.allocate(16, 8);
        timeout.set(JAVA_LONG, 0, patience.toSeconds());
        timeout.set(JAVA_LONG, 8, patience.toNanosPart() / 1000L);
        options = more.keySet().toArray(SocketOption[]::new);
        values = new MemorySegment[options.length];
        for (int i = 0; i < options.length; i++) {
            values[i] = arena.allocateFrom(JAVA_INT, more.getOrDefault(options[i], 0));
        }
    }

    /// @return the descriptor of a connected socket, or minus errno
    public long dial() {
        long fd = SocketCalls.socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            return fd;
        }
        int socket = (int) fd;
        long failure =
                SocketCalls.setsockopt(socket, IPPROTO_TCP, TCP_CONGESTION, congestionControl);
        if (failure == 0) {
            failure = SocketCalls.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, timeout);
        }
        if (failure == 0) {
            failure = SocketCalls.setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, timeout);
        }
        for (int i = 0; i < options.length && failure == 0; i++) {
            failure =
                    SocketCalls.setsockopt(
                            socket, options[i].level(), options[i].number(), values[i]);
        }
        if (failure == 0) {
            failure = SocketCalls.connect(socket, name, nameBytes);
        }
        if (failure < 0) {
            SocketCalls.close(socket);
            return failure;
        }
        return fd;
    }

    public long send(long descriptor, NativeBuffer buffer, long offset, long length) {
        return SocketCalls.send((int) descriptor, buffer.from(offset), length, MSG_NOSIGNAL);
    }

    public long receive(long descriptor, NativeBuffer buffer, long length) {
        return SocketCalls.recv((int) descriptor, buffer.from(0), length, 0);
    }

    public void hangUp(long descriptor) {
        SocketCalls.close((int) descriptor);
    }

    @Override
    public void close() {
        arena.close();
    }
}
