package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What the kernel queued about datagrams that did not get through: its own refusals and ICMP
/// messages of routers (ip(7), IP_RECVERR).
///
/// Bound to one socket and used by the thread that receives on it.
public final class ErrorQueue {
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int PAYLOAD_BYTES = 512;
    private static final int CONTROL_BYTES = 512;

    // struct msghdr of 64-bit Linux
    private static final int MSGHDR_BYTES = 56;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOV_COUNT = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROL_LENGTH = 40;

    // struct cmsghdr, then struct sock_extended_err, then the offender's struct sockaddr
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;
    private static final int EE_ORIGIN = CMSG_DATA + 4;
    private static final int EE_TYPE = CMSG_DATA + 5;
    private static final int EE_CODE = CMSG_DATA + 6;
    private static final int EE_INFO = CMSG_DATA + 8;
    private static final int EE_OFFENDER = CMSG_DATA + 16;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP6_UNREACHABLE = 1;
    private static final int IP_RECVERR = 11;
    private static final int IPV6_RECVERR = 25;

    private static final MethodHandle RECVMSG =
            Libc.bind("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final Socket socket;
    private final MemorySegment header;
    private final MemorySegment payload;
    private final MemorySegment control;

    /// Turns the queue on.
    public ErrorQueue(Socket socket) {
        this.socket = socket;
        socket.set(
                socket.family() == SocketAddress.AF_INET6
                        ? SocketOption.IPV6_RECEIVE_ERRORS
                        : SocketOption.IP_RECEIVE_ERRORS,
                1);
        Arena arena = Arena.ofAuto();
        header = arena.allocate(MSGHDR_BYTES, 8);
        payload = arena.allocate(PAYLOAD_BYTES, 8);
        control = arena.allocate(CONTROL_BYTES, 8);
        MemorySegment iov = arena.allocate(16, 8);
        iov.set(ADDRESS, 0, payload);
        iov.set(JAVA_LONG, 8, PAYLOAD_BYTES);
        header.set(ADDRESS, MSG_IOV, iov);
        header.set(JAVA_LONG, MSG_IOV_COUNT, 1);
        header.set(ADDRESS, MSG_CONTROL, control);
    }

    /// Who queued an error.
    public enum Origin {
        LOCAL,
        ICMP,
        OTHER
    }

    /// @param type and code of the ICMP message, where there is one
    /// @param info the MTU, where the error is [Errno#EMSGSIZE]
    /// @param offender address of the router that sent the ICMP message
    /// @param payload what was quoted of the datagram's own payload
    public record QueuedError(
            int errno,
            Origin origin,
            int type,
            int code,
            int info,
            Optional<InetAddress> offender,
            ByteBuffer payload) {
        /// Whether a firewall or a policy sent it (RFC 1812 section 5.2.7.1, RFC 4443 section 3.1),
        /// not a router that found no way on.
        public boolean prohibits() {
            return origin == Origin.ICMP
                    && (offender.orElse(null) instanceof Inet6Address
                            ? type == ICMP6_UNREACHABLE && (code == 1 || code == 5 || code == 6)
                            : type == ICMP_UNREACHABLE && (code == 9 || code == 10 || code == 13));
        }
    }

    /// Takes the oldest error, or none; never waits.
    public Optional<QueuedError> take() {
        control.fill((byte) 0);
        header.set(JAVA_LONG, MSG_CONTROL_LENGTH, CONTROL_BYTES);
        MemorySegment errno = Libc.errnoStore();
        long length;
        try {
            length =
                    Libc.result(
                            (long)
                                    RECVMSG.invokeExact(
                                            errno,
                                            socket.descriptor(),
                                            header,
                                            MSG_ERRQUEUE | MSG_DONTWAIT),
                            errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (length < 0) {
            return Optional.empty();
        }
        byte[] quoted = payload.asSlice(0, length).toArray(JAVA_BYTE);
        return Optional.of(decode(ByteBuffer.wrap(quoted).asReadOnlyBuffer()));
    }

    private QueuedError decode(ByteBuffer quoted) {
        int level = control.get(JAVA_INT, CMSG_LEVEL);
        int type = control.get(JAVA_INT, CMSG_TYPE);
        boolean known = (level == 0 && type == IP_RECVERR) || (level == 41 && type == IPV6_RECVERR);
        if (!known) {
            return new QueuedError(0, Origin.OTHER, 0, 0, 0, Optional.empty(), quoted);
        }
        int origin = control.get(JAVA_BYTE, EE_ORIGIN);
        Origin who =
                switch (origin) {
                    case 1 -> Origin.LOCAL;
                    case 2, 3 -> Origin.ICMP;
                    default -> Origin.OTHER;
                };
        return new QueuedError(
                control.get(JAVA_INT, CMSG_DATA),
                who,
                control.get(JAVA_BYTE, EE_TYPE) & 0xff,
                control.get(JAVA_BYTE, EE_CODE) & 0xff,
                control.get(JAVA_INT, EE_INFO),
                who == Origin.ICMP ? Optional.of(offender()) : Optional.empty(),
                quoted);
    }

    private InetAddress offender() {
        return SocketAddress.read(control.asSlice(EE_OFFENDER, SocketAddress.MAX_BYTES))
                .getAddress();
    }
}
