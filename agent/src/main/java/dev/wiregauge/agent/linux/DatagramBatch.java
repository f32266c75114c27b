package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Many datagrams in one system call, by sendmmsg(2) and recvmmsg(2), over a connected socket.
///
/// Message `i` lies in [#buffer()] at [#offset]. Nothing allocates after construction. Used by one
/// thread.
public final class DatagramBatch implements AutoCloseable {
    private static final int MSG_WAITFORONE = 0x10000;

    // struct mmsghdr, 64-bit: include/linux/socket.h
    private static final int MMSGHDR_BYTES = 64;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_LEN = 56;
    private static final int IOVEC_BYTES = 16;
    private static final int IOV_LEN = 8;

    // struct cmsghdr with an int behind it
    private static final int CMSG_SPACE = 24;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;
    private static final int SOL_UDP = 17;
    private static final int UDP_GRO = 104;

    private final int messages;
    private final long strideBytes;
    private final NativeBuffer buffer;
    private final Arena arena;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment controls;

    /// @param strideBytes room for one message
    @SuppressWarnings("MustBeClosedChecker") // this object owns the arena: close() ends it
    public DatagramBatch(int messages, long strideBytes) {
        this.messages = messages;
        this.strideBytes = strideBytes;
        buffer = new NativeBuffer(messages * strideBytes);
        arena = Arena.ofShared();
        headers = arena.allocate((long) messages * MMSGHDR_BYTES, 8);
        vectors = arena.allocate((long) messages * IOVEC_BYTES, 8);
        controls = arena.allocate((long) messages * CMSG_SPACE, 8);
        for (int i = 0; i < messages; i++) {
            long header = (long) i * MMSGHDR_BYTES;
            long vector = (long) i * IOVEC_BYTES;
            vectors.set(ADDRESS, vector, buffer.segment().asSlice(offset(i)));
            vectors.set(JAVA_LONG, vector + IOV_LEN, strideBytes);
            headers.set(ADDRESS, header + MSG_IOV, vectors.asSlice(vector));
            headers.set(JAVA_LONG, header + MSG_IOVLEN, 1);
        }
    }

    public int messages() {
        return messages;
    }

    public NativeBuffer buffer() {
        return buffer;
    }

    public long offset(int message) {
        return message * strideBytes;
    }

    /// Bytes of this message that [#send] is to send.
    public void length(int message, long bytes) {
        vectors.set(JAVA_LONG, (long) message * IOVEC_BYTES + IOV_LEN, bytes);
    }

    /// @return messages sent, or minus errno
    public long send(Socket socket, int count) {
        return SocketCalls.sendmmsg(socket.fd(), headers, count, 0);
    }

    /// Waits for one message and takes what else is there.
    ///
    /// @return messages received, or minus errno
    public long receive(Socket socket) {
        for (int i = 0; i < messages; i++) {
            long header = (long) i * MMSGHDR_BYTES;
            headers.set(JAVA_LONG, header + MSG_CONTROLLEN, CMSG_SPACE);
        }
        return SocketCalls.recvmmsg(socket.fd(), headers, messages, MSG_WAITFORONE);
    }

    /// Lets [#receive] learn how long the datagrams were that UDP_GRO joined.
    public void expectSegments() {
        for (int i = 0; i < messages; i++) {
            headers.set(
                    ADDRESS,
                    (long) i * MMSGHDR_BYTES + MSG_CONTROL,
                    controls.asSlice((long) i * CMSG_SPACE));
        }
    }

    /// Bytes received in this message.
    public int received(int message) {
        return headers.get(JAVA_INT, (long) message * MMSGHDR_BYTES + MSG_LEN);
    }

    /// Bytes of each datagram but the last in this message: all of it where UDP_GRO joined none.
    public int segmentBytes(int message) {
        long header = (long) message * MMSGHDR_BYTES;
        long control = (long) message * CMSG_SPACE;
        if (headers.get(JAVA_LONG, header + MSG_CONTROLLEN) >= CMSG_DATA + Integer.BYTES
                && controls.get(JAVA_INT, control + CMSG_LEVEL) == SOL_UDP
                && controls.get(JAVA_INT, control + CMSG_TYPE) == UDP_GRO) {
            return controls.get(JAVA_INT, control + CMSG_DATA);
        }
        return received(message);
    }

    @Override
    public void close() {
        arena.close();
        buffer.close();
    }
}
