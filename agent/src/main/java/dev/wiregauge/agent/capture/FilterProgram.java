package dev.wiregauge.agent.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A program for the kernel's classic packet filter, for where there is no libpcap to compile one.
///
/// Loads use the kernel's own offsets (linux/filter.h): the protocol of the frame and the start of
/// the network header are known to it on every kind of link, tagged or not.
final class FilterProgram {
    private static final int LOAD_WORD = 0x20;
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int LOAD_HALF_INDEXED = 0x48;
    private static final int AND = 0x54;
    private static final int SHIFT_LEFT = 0x64;
    private static final int TO_INDEX = 0x07;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;
    private static final int PROTOCOL_OFFSET = -0x1000;
    private static final int PACKET_TYPE_OFFSET = -0x1000 + 4;
    private static final int NETWORK_OFFSET = -0x10_0000;
    private static final int MAX_JUMP = 255;

    private final List<int[]> instructions = new ArrayList<>();

    /// Where a jump goes, once it is known.
    static final class Label {
        private int at = -1;
        private final List<int[]> jumps = new ArrayList<>();
    }

    void loadProtocol() {
        add(LOAD_WORD, PROTOCOL_OFFSET);
    }

    /// Whether the frame is received, passing by or sent (PACKET_OUTGOING).
    void loadPacketType() {
        add(LOAD_WORD, PACKET_TYPE_OFFSET);
    }

    void loadByte(int networkOffset) {
        add(LOAD_BYTE, NETWORK_OFFSET + networkOffset);
    }

    void loadHalf(int networkOffset) {
        add(LOAD_HALF, NETWORK_OFFSET + networkOffset);
    }

    void loadWord(int networkOffset) {
        add(LOAD_WORD, NETWORK_OFFSET + networkOffset);
    }

    /// The half word at this offset behind the IPv4 header, whatever its length.
    void loadHalfBehindIpv4(int offset) {
        loadByte(0);
        add(AND, 15);
        add(SHIFT_LEFT, 2);
        add(TO_INDEX, 0);
        add(LOAD_HALF_INDEXED, NETWORK_OFFSET + offset);
    }

    private void add(int code, int value) {
        instructions.add(new int[] {code, 0, 0, value});
    }

    void jumpIfEqual(int value, Label yes, Label no) {
        jump(JUMP_EQUAL, value, yes, no);
    }

    void jumpIfAnySet(int bits, Label yes, Label no) {
        jump(JUMP_SET, bits, yes, no);
    }

    private void jump(int code, int value, Label yes, Label no) {
        int[] instruction = {code, 0, 0, value};
        int at = instructions.size();
        instructions.add(instruction);
        yes.jumps.add(new int[] {at, 1});
        no.jumps.add(new int[] {at, 2});
    }

    /// The label means the next instruction.
    void place(Label label) {
        label.at = instructions.size();
        for (int[] jump : label.jumps) {
            int distance = label.at - jump[0] - 1;
            if (distance > MAX_JUMP) {
                throw new CaptureException("the filter is too long for the kernel's packet filter");
            }
            instructions.get(jump[0])[jump[1]] = distance;
        }
    }

    /// Ends the program: so many bytes of the frame are kept, 0 drops it.
    void keep(int bytes) {
        add(RETURN, bytes);
    }

    /// `struct sock_filter` for each instruction.
    ByteBuffer encode() {
        ByteBuffer encoded =
                ByteBuffer.allocate(8 * instructions.size()).order(ByteOrder.nativeOrder());
        for (int[] instruction : instructions) {
            encoded.putShort((short) instruction[0]);
            encoded.put((byte) instruction[1]).put((byte) instruction[2]);
            encoded.putInt(instruction[3]);
        }
        return encoded.flip();
    }
}
