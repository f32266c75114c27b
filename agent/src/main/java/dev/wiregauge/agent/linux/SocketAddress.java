package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/// `struct sockaddr_in` and `struct sockaddr_in6` to and from Java's addresses.
final class SocketAddress {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /// Room for either family.
    static final int MAX_BYTES = 28;

    private static final int IN_BYTES = 16;
    private static final int IN6_BYTES = 28;
    private static final int PORT = 2;
    private static final int IN_ADDRESS = 4;
    private static final int IN6_ADDRESS = 8;
    private static final int IN6_SCOPE = 24;
    private static final ValueLayout.OfShort BIG_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddress() {}

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? AF_INET6 : AF_INET;
    }

    /// @return length of the structure
    static int write(InetSocketAddress address, MemorySegment target) {
        byte[] bytes = address.getAddress().getAddress();
        int family = family(address.getAddress());
        target.fill((byte) 0);
        target.set(JAVA_SHORT, 0, (short) family);
        target.set(BIG_SHORT, PORT, (short) address.getPort());
        boolean six = family == AF_INET6;
        MemorySegment.copy(
                bytes, 0, target, JAVA_BYTE, six ? IN6_ADDRESS : IN_ADDRESS, bytes.length);
        if (address.getAddress() instanceof Inet6Address scoped && scoped.getScopeId() != 0) {
            target.set(ValueLayout.JAVA_INT_UNALIGNED, IN6_SCOPE, scoped.getScopeId());
        }
        return six ? IN6_BYTES : IN_BYTES;
    }

    /// An IPv4 address inside an IPv6 one (`::ffff:a.b.c.d`) comes back as the IPv4 address.
    static InetSocketAddress read(MemorySegment source) {
        boolean six = source.get(JAVA_SHORT, 0) == AF_INET6;
        byte[] bytes =
                source.asSlice(six ? IN6_ADDRESS : IN_ADDRESS, six ? 16 : 4).toArray(JAVA_BYTE);
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(bytes), source.get(BIG_SHORT, PORT) & 0xffff);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes was refused", e);
        }
    }
}
