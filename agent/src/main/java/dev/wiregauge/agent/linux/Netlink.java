package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Asks the kernel for whole tables by netlink dumps (rtnetlink(7)); changes nothing.
public final class Netlink implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_NETFILTER = 12;
    private static final int HEADER_BYTES = 16;
    private static final int NLM_F_REQUEST_DUMP = 0x1 | 0x300;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long PATIENCE_SECONDS = 5;

    private final int fd;
    private final NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES);
    private int sequence;

    /// Links, addresses, routes, rules, neighbours.
    public static Netlink route() {
        return new Netlink(NETLINK_ROUTE);
    }

    /// Tables of nftables; the kernel answers only to CAP_NET_ADMIN.
    public static Netlink netfilter() {
        return new Netlink(NETLINK_NETFILTER);
    }

    private Netlink(int protocol) {
        fd =
                (int)
                        NativeException.check(
                                SocketCalls.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol),
                                "cannot open a netlink socket");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeval = arena.allocate(16, 8);
            timeval.set(JAVA_LONG, 0, PATIENCE_SECONDS);
            NativeException.check(
                    SocketCalls.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval),
                    "cannot set a timeout on a netlink socket");
        }
    }

    /// @param requestType such as 18, RTM_GETLINK
    /// @param requestBody the family's header, mostly zeros
    /// @return what follows the netlink header of each message: the family's own header and its
    ///   attributes
    /// @throws NativeException if the kernel refuses
    public List<byte[]> dump(int requestType, byte[] requestBody) {
        send(requestType, requestBody);
        List<byte[]> messages = new ArrayList<>();
        while (true) {
            long length =
                    NativeException.check(
                            SocketCalls.recv(fd, buffer.from(0), BUFFER_BYTES, 0),
                            "netlink did not answer");
            ByteBuffer in =
                    ByteBuffer.wrap(buffer.getBytes(0, (int) length))
                            .order(ByteOrder.nativeOrder());
            if (take(in, messages)) {
                return messages;
            }
        }
    }

    private void send(int requestType, byte[] requestBody) {
        int length = HEADER_BYTES + requestBody.length;
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        out.putInt(length).putShort((short) requestType).putShort((short) NLM_F_REQUEST_DUMP);
        out.putInt(++sequence).putInt(0).put(requestBody);
        buffer.putBytes(0, out.array());
        NativeException.check(
                SocketCalls.send(fd, buffer.from(0), length, 0), "cannot ask netlink");
    }

    /// @return whether the dump is at its end
    private boolean take(ByteBuffer in, List<byte[]> messages) {
        while (in.remaining() >= HEADER_BYTES) {
            int start = in.position();
            int length = in.getInt();
            int type = in.getShort() & 0xffff;
            in.getShort();
            int answered = in.getInt();
            in.getInt();
            if (length < HEADER_BYTES || start + length > in.limit()) {
                throw new IllegalStateException("netlink sent a message of " + length + " bytes");
            }
            byte[] body = new byte[length - HEADER_BYTES];
            in.get(body);
            in.position(Math.min(in.limit(), start + ((length + 3) & ~3)));
            if (answered != sequence) {
                continue; // the rest of an older dump
            }
            if (type == NLMSG_DONE) {
                return true;
            }
            if (type == NLMSG_ERROR) {
                int errno = -ByteBuffer.wrap(body).order(ByteOrder.nativeOrder()).getInt();
                throw new NativeException("netlink refused request", errno);
            }
            messages.add(body);
        }
        return false;
    }

    @Override
    public void close() {
        SocketCalls.close(fd);
        buffer.close();
    }
}
