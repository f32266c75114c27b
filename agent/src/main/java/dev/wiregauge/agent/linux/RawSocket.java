package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// A socket below TCP and UDP: whole IPv4 packets in, packets or frames out. Needs CAP_NET_RAW.
///
/// It belongs to the network namespace of the thread that opened it.
public final class RawSocket implements AutoCloseable {
    public static final int PROTOCOL_ICMP = 1;
    public static final int PROTOCOL_IPIP = 4;

    private static final int AF_INET = 2;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_RAW = 255;
    private static final int ICMP_FILTER = 1;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int MAX_PACKET_BYTES = 65_535;
    private static final int MAC_BYTES = 6;

    private static final MethodHandle SOCKET =
            Libc.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            Libc.bind(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV =
            Libc.bind(
                    "recv",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SENDTO =
            Libc.bind(
                    "sendto",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final int fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment received = arena.allocate(MAX_PACKET_BYTES);

    private RawSocket(int fd) {
        this.fd = fd;
    }

    /// Receives a copy of every packet of one protocol that is for this host, its IPv4 header
    /// included, after reassembly.
    public static RawSocket ipv4(int protocol) {
        return open(AF_INET, SOCK_RAW, protocol);
    }

    /// Sends frames out of interfaces; receives nothing.
    public static RawSocket frames() {
        return open(AF_PACKET, SOCK_DGRAM, 0);
    }

    static RawSocket netlink(int protocol) {
        return open(AF_NETLINK, SOCK_RAW, protocol);
    }

    private static RawSocket open(int family, int type, int protocol) {
        MemorySegment errno = Libc.errnoStore();
        try {
            int fd = (int) SOCKET.invokeExact(errno, family, type | SOCK_CLOEXEC, protocol);
            return new RawSocket(
                    (int)
                            NativeException.check(
                                    Libc.result(fd, errno), "cannot open a raw socket"));
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// Lets only one type of ICMP message through.
    public void onlyIcmpType(int icmpType) {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment dropped = confined.allocateFrom(JAVA_INT, ~(1 << icmpType));
            MemorySegment errno = Libc.errnoStore();
            int set =
                    (int)
                            SETSOCKOPT.invokeExact(
                                    errno, fd, SOL_RAW, ICMP_FILTER, dropped, Integer.BYTES);
            NativeException.check(Libc.result(set, errno), "cannot filter ICMP");
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// Waits for the next packet, for as long as it takes.
    public byte[] receive() {
        MemorySegment errno = Libc.errnoStore();
        try {
            long result;
            do {
                long returned =
                        (long) RECV.invokeExact(errno, fd, received, received.byteSize(), 0);
                result = Libc.result(returned, errno);
            } while (result == -Errno.EINTR);
            long length = NativeException.check(result, "cannot receive from a raw socket");
            return received.asSlice(0, length).toArray(JAVA_BYTE);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// Sends what follows the IPv4 header; the kernel writes that.
    ///
    /// @param address four bytes
    public void sendTo(byte[] address, byte[] payload) {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment sockaddr = confined.allocate(16, Integer.BYTES);
            sockaddr.set(JAVA_SHORT, 0, (short) AF_INET);
            MemorySegment.copy(address, 0, sockaddr, JAVA_BYTE, 4, address.length);
            send(confined, payload, sockaddr);
        }
    }

    /// Sends an IPv4 packet in one Ethernet frame, see packet(7).
    ///
    /// @param destination a MAC address
    public void sendFrame(int interfaceIndex, byte[] destination, byte[] packet) {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment sockaddr = confined.allocate(20, Integer.BYTES);
            sockaddr.set(JAVA_SHORT, 0, (short) AF_PACKET);
            sockaddr.set(JAVA_SHORT, 2, Short.reverseBytes((short) ETHERTYPE_IPV4));
            sockaddr.set(JAVA_INT, 4, interfaceIndex);
            sockaddr.set(JAVA_BYTE, 11, (byte) MAC_BYTES);
            MemorySegment.copy(Arrays.copyOf(destination, 8), 0, sockaddr, JAVA_BYTE, 12, 8);
            send(confined, packet, sockaddr);
        }
    }

    /// To the kernel itself.
    void sendToKernel(byte[] message) {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment sockaddr = confined.allocate(12, Integer.BYTES);
            sockaddr.set(JAVA_SHORT, 0, (short) AF_NETLINK);
            send(confined, message, sockaddr);
        }
    }

    private void send(Arena confined, byte[] bytes, MemorySegment sockaddr) {
        MemorySegment errno = Libc.errnoStore();
        try {
            long sent =
                    (long)
                            SENDTO.invokeExact(
                                    errno,
                                    fd,
                                    confined.allocateFrom(JAVA_BYTE, bytes),
                                    (long) bytes.length,
                                    0,
                                    sockaddr,
                                    (int) sockaddr.byteSize());
            NativeException.check(Libc.result(sent, errno), "cannot send from a raw socket");
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// Must not be called while another thread receives.
    @Override
    public void close() {
        Descriptors.close(fd);
        arena.close();
    }
}
