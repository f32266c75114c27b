package dev.wiregauge.agent.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Attaches programs by a clsact qdisc and cls_bpf, through rtnetlink: for kernels before 6.6.
///
/// What is attached stays until the interface goes, also when this process has ended. Numbers are
/// those of include/uapi/linux/{rtnetlink,pkt_sched,pkt_cls}.h.
public final class Clsact {
    private static final int NETLINK_ROUTE = 0;
    private static final short NLMSG_ERROR = 2;
    private static final short RTM_NEWQDISC = 36;
    private static final short RTM_NEWTFILTER = 44;
    private static final short NLM_F_REQUEST_ACK = 0x1 | 0x4;
    private static final short NLM_F_EXCL_CREATE = 0x200 | 0x400;
    private static final int TC_H_CLSACT_HANDLE = 0xffff0000;
    private static final int TC_H_CLSACT = 0xfffffff1;
    private static final int TC_H_CLSACT_INGRESS = 0xfffffff2;
    private static final short TCA_KIND = 1;
    private static final short TCA_OPTIONS = 2;
    private static final short TCA_BPF_FD = 6;
    private static final short TCA_BPF_NAME = 7;
    private static final short TCA_BPF_FLAGS = 8;
    private static final int TCA_BPF_FLAG_ACT_DIRECT = 1;

    /// Priority 1 in the upper half; ETH_P_ALL, 3, in network byte order in the lower.
    private static final int FIRST_FILTER_OF_ALL_PROTOCOLS = 1 << 16 | 0x0300;

    private static final int ATTRIBUTE_HEADER_BYTES = 4;
    private static final int MESSAGE_HEADER_BYTES = 16;
    private static final int ERROR_OFFSET = MESSAGE_HEADER_BYTES;

    private Clsact() {}

    /// Attaches a program to what an interface of the calling thread's namespace receives.
    ///
    /// @throws NativeException if the kernel refuses, as with [Errno#ENOENT] where it has no clsact
    public static void attachIngress(BpfProgram program, int interfaceIndex) {
        try (RawSocket netlink = RawSocket.netlink(NETLINK_ROUTE)) {
            ByteBuffer qdisc =
                    message(RTM_NEWQDISC, interfaceIndex, TC_H_CLSACT_HANDLE, TC_H_CLSACT, 0);
            attribute(qdisc, TCA_KIND, text("clsact"));
            request(netlink, qdisc, "cannot add a clsact qdisc");
            ByteBuffer filter =
                    message(
                            RTM_NEWTFILTER,
                            interfaceIndex,
                            0,
                            TC_H_CLSACT_INGRESS,
                            FIRST_FILTER_OF_ALL_PROTOCOLS);
            attribute(filter, TCA_KIND, text("bpf"));
            ByteBuffer options = buffer();
            attribute(options, TCA_BPF_FD, number(program.descriptor()));
            attribute(options, TCA_BPF_NAME, text(program.name()));
            attribute(options, TCA_BPF_FLAGS, number(TCA_BPF_FLAG_ACT_DIRECT));
            attribute(filter, TCA_OPTIONS, written(options));
            request(netlink, filter, "cannot attach " + program.name() + " by cls_bpf");
        }
    }

    /// `struct nlmsghdr`, whose length is set last, and `struct tcmsg`.
    private static ByteBuffer message(
            short type, int interfaceIndex, int handle, int parent, int info) {
        return buffer().putInt(0)
                .putShort(type)
                .putShort((short) (NLM_F_REQUEST_ACK | NLM_F_EXCL_CREATE))
                .putInt(1)
                .putInt(0)
                .putInt(0)
                .putInt(interfaceIndex)
                .putInt(handle)
                .putInt(parent)
                .putInt(info);
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
    }

    private static void attribute(ByteBuffer to, short type, byte[] value) {
        to.putShort((short) (ATTRIBUTE_HEADER_BYTES + value.length)).putShort(type).put(value);
        while (to.position() % 4 != 0) {
            to.put((byte) 0);
        }
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(int number) {
        return written(buffer().putInt(number));
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    private static void request(RawSocket netlink, ByteBuffer message, String attempt) {
        message.putInt(0, message.position());
        netlink.sendToKernel(written(message));
        ByteBuffer answer = ByteBuffer.wrap(netlink.receive()).order(ByteOrder.nativeOrder());
        if (answer.getShort(Integer.BYTES) != NLMSG_ERROR) {
            throw new IllegalStateException("rtnetlink answered no acknowledgement");
        }
        NativeException.check(answer.getInt(ERROR_OFFSET), attempt);
    }
}
