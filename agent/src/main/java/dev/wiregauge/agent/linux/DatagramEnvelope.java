package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// One datagram with both its addresses, by recvmsg(2), and an answer that leaves from the address
/// it was sent to: a node has several.
///
/// Used by one thread. The socket needs [SocketOption#IPV4_PACKET_INFO] or
/// [SocketOption#IPV6_PACKET_INFO].
public final class DatagramEnvelope implements AutoCloseable {
    // struct msghdr, 64-bit: include/linux/socket.h
    private static final int MSGHDR_BYTES = 56;
    private static final int MSG_NAME = 0;
    private static final int MSG_NAMELEN = 8;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int IOVEC_BYTES = 16;
    private static final int IOV_LEN = 8;
    private static final int CONTROL_BYTES = 64;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_DATA = 16;
    private static final int SOL_IPV6 = 41;

    /// struct in_pktinfo: interface, local address, address in the header.
    private static final int IN_PKTINFO_ADDRESS = CMSG_DATA + 8;

    private final Arena arena;
    private final NativeBuffer buffer;
    private final MemorySegment header;
    private final MemorySegment name;
    private final MemorySegment vector;
    private final MemorySegment control;

    /// @param bytes room for one datagram
    @SuppressWarnings("MustBeClosedChecker") // this object owns the arena: close() ends it
    public DatagramEnvelope(int bytes) {
        buffer = new NativeBuffer(bytes);
        arena = Arena.ofShared();
        header = arena.allocate(MSGHDR_BYTES, 8);
        name = arena.allocate(SocketAddress.MAX_BYTES, 8);
        vector = arena.allocate(IOVEC_BYTES, 8);
        control = arena.allocate(CONTROL_BYTES, 8);
        vector.set(ADDRESS, 0, buffer.segment());
        header.set(ADDRESS, MSG_NAME, name);
        header.set(ADDRESS, MSG_IOV, vector);
        header.set(JAVA_LONG, MSG_IOVLEN, 1);
        header.set(ADDRESS, MSG_CONTROL, control);
    }

    public NativeBuffer buffer() {
        return buffer;
    }

    /// @return bytes of the datagram, or minus errno
    public long receive(Socket socket) {
        header.set(JAVA_INT, MSG_NAMELEN, SocketAddress.MAX_BYTES);
        header.set(JAVA_LONG, MSG_CONTROLLEN, CONTROL_BYTES);
        vector.set(JAVA_LONG, IOV_LEN, buffer.size());
        return SocketCalls.recvmsg(socket.fd(), header, 0);
    }

    /// Sends the buffer's first bytes back to where the last datagram came from.
    ///
    /// @return bytes sent, or minus errno
    public long answer(Socket socket, int bytes) {
        vector.set(JAVA_LONG, IOV_LEN, bytes);
        return SocketCalls.sendmsg(socket.fd(), header, 0);
    }

    public InetSocketAddress source() {
        return SocketAddress.read(name);
    }

    /// The address that the last datagram was sent to.
    public InetAddress destination() {
        boolean six = control.get(JAVA_INT, CMSG_LEVEL) == SOL_IPV6;
        byte[] bytes =
                control.asSlice(six ? CMSG_DATA : IN_PKTINFO_ADDRESS, six ? 16 : 4)
                        .toArray(JAVA_BYTE);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
        }
    }

    @Override
    public void close() {
        arena.close();
        buffer.close();
    }
}
