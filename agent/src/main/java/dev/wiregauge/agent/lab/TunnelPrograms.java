package dev.wiregauge.agent.lab;

import static dev.wiregauge.agent.lab.EbpfAssembler.CONTEXT;
import static dev.wiregauge.agent.lab.EbpfAssembler.RESULT;
import static dev.wiregauge.agent.lab.EbpfAssembler.STACK_END;

/// The two eBPF programs that make a veth pair an IPIP tunnel (RFC 2003).
///
/// The outer header is the one that the kernel's own tunl0 writes: TTL, DF and the ECN bits are the
/// inner packet's, the id is random, the checksum valid. Offsets count from the Ethernet header.
final class TunnelPrograms {
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int PROTOCOL_IPIP = 4;

    // enum bpf_func_id of include/uapi/linux/bpf.h; none of them demands the GPL
    private static final int GET_PRANDOM_U32 = 7;
    private static final int SKB_STORE_BYTES = 9;
    private static final int REDIRECT = 23;
    private static final int SKB_ADJUST_ROOM = 50;
    private static final int REDIRECT_NEIGH = 152;

    private static final int BPF_ADJ_ROOM_MAC = 1;

    /// Keeps the size of a super-frame's segments, which otherwise would shrink once more.
    private static final int BPF_F_ADJ_ROOM_FIXED_GSO = 1;

    private static final int BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 = 2;
    private static final int TC_ACT_OK = 0;
    private static final int TC_ACT_SHOT = 2;

    // where the outer header is put together, below the stack's end
    private static final int HEADER = -IPV4_HEADER_BYTES;
    private static final int TTL_AND_PROTOCOL = -24;

    // kept across calls
    private static final int DESTINATION = 7;
    private static final int VERSION_AND_TOS = 8;
    private static final int FLAGS = 9;

    private TunnelPrograms() {}

    /// For what leaves through tunl0 and so arrives at the veth's far end. The outer destination is
    /// the last four bytes of the frame's destination MAC, which a permanent neighbour entry sets:
    /// one program serves any number of peers, without a map.
    ///
    /// @param source the node's own address
    /// @param uplinkIndex of the interface to send through
    static byte[] encapsulate(int source, int uplinkIndex) {
        EbpfAssembler program = new EbpfAssembler();
        program.copy(CONTEXT, 1)
                .packetShort(12)
                .jumpUnless(RESULT, ETHERTYPE_IPV4, "drop")
                .packetInt(2)
                .copy(DESTINATION, RESULT);
        readInner(program);
        program.copy(1, CONTEXT)
                .set(2, IPV4_HEADER_BYTES)
                .set(3, BPF_ADJ_ROOM_MAC)
                .set(4, BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_ENCAP_L3_IPV4)
                .call(SKB_ADJUST_ROOM)
                .jumpUnless(RESULT, 0, "drop");
        writeOuter(program, source);
        program.set(1, uplinkIndex)
                .set(2, 0)
                .set(3, 0)
                .set(4, 0)
                .call(REDIRECT_NEIGH)
                .exit()
                .label("drop")
                .set(RESULT, TC_ACT_SHOT)
                .exit();
        return program.assemble();
    }

    private static void readInner(EbpfAssembler program) {
        program.packetByte(15)
                .and(RESULT, 0x3)
                .copy(VERSION_AND_TOS, RESULT)
                .packetShort(20)
                .and(RESULT, 0x4000)
                .copy(FLAGS, RESULT)
                .packetByte(22)
                .shiftLeft(RESULT, 8)
                .or(RESULT, PROTOCOL_IPIP)
                .storeInt(STACK_END, TTL_AND_PROTOCOL, RESULT);
    }

    /// Sums the header's words in the machine's byte order (RFC 1071), then stores them in the
    /// network's.
    private static void writeOuter(EbpfAssembler program, int source) {
        int id = RESULT;
        int sum = 1;
        int totalLength = 2;
        int ttlAndProtocol = 3;
        int scratch = 4;
        program.call(GET_PRANDOM_U32)
                .and(id, 0xffff)
                .loadInt(totalLength, CONTEXT, 0)
                .add(totalLength, -ETHERNET_BYTES)
                .or(VERSION_AND_TOS, 0x4500)
                .loadInt(ttlAndProtocol, STACK_END, TTL_AND_PROTOCOL)
                .copy(sum, VERSION_AND_TOS)
                .addRegister(sum, totalLength)
                .addRegister(sum, id)
                .addRegister(sum, FLAGS)
                .addRegister(sum, ttlAndProtocol)
                .add(sum, (source >>> 16) + (source & 0xffff))
                .copy(scratch, DESTINATION)
                .shiftRight(scratch, 16)
                .addRegister(sum, scratch)
                .copy(scratch, DESTINATION)
                .and(scratch, 0xffff)
                .addRegister(sum, scratch);
        for (int fold = 0; fold < 2; fold++) {
            program.copy(scratch, sum)
                    .shiftRight(scratch, 16)
                    .and(sum, 0xffff)
                    .addRegister(sum, scratch);
        }
        program.xor(sum, 0xffff);
        store(program, VERSION_AND_TOS, 0);
        store(program, totalLength, 2);
        store(program, id, 4);
        store(program, FLAGS, 6);
        store(program, ttlAndProtocol, 8);
        store(program, sum, 10);
        program.storeIntValue(STACK_END, HEADER + 12, Integer.reverseBytes(source))
                .toNetworkOrder(DESTINATION, 32)
                .storeInt(STACK_END, HEADER + 16, DESTINATION)
                .copy(1, CONTEXT)
                .set(2, ETHERNET_BYTES)
                .copy(3, STACK_END)
                .add(3, HEADER)
                .set(4, IPV4_HEADER_BYTES)
                .set(5, 0)
                .call(SKB_STORE_BYTES)
                .jumpUnless(RESULT, 0, "drop");
    }

    private static void store(EbpfAssembler program, int register, int field) {
        program.toNetworkOrder(register, 16).storeShort(STACK_END, HEADER + field, register);
    }

    /// For what arrives at the uplink: protocol 4 for this node loses its outer header and goes out
    /// of the veth's far end, so that it comes in through tunl0. Fragments pass by and are
    /// reassembled by the kernel first; [Reassembled] then takes them.
    ///
    /// @param local the node's own address
    /// @param hiddenIndex of the veth's far end
    static byte[] decapsulate(int local, int hiddenIndex) {
        return new EbpfAssembler()
                .copy(CONTEXT, 1)
                .packetShort(12)
                .jumpUnless(RESULT, ETHERTYPE_IPV4, "pass")
                .packetByte(14)
                .jumpUnless(RESULT, 0x45, "pass")
                .packetByte(23)
                .jumpUnless(RESULT, PROTOCOL_IPIP, "pass")
                .packetInt(30)
                .jumpUnless(RESULT, local, "pass")
                .packetShort(20)
                .and(RESULT, 0x3fff)
                .jumpUnless(RESULT, 0, "pass")
                .copy(1, CONTEXT)
                .set(2, -IPV4_HEADER_BYTES)
                .set(3, BPF_ADJ_ROOM_MAC)
                .set(4, BPF_F_ADJ_ROOM_FIXED_GSO)
                .call(SKB_ADJUST_ROOM)
                .jumpUnless(RESULT, 0, "drop")
                .set(1, hiddenIndex)
                .set(2, 0)
                .call(REDIRECT)
                .exit()
                .label("pass")
                .set(RESULT, TC_ACT_OK)
                .exit()
                .label("drop")
                .set(RESULT, TC_ACT_SHOT)
                .exit()
                .assemble();
    }
}
