package dev.wiregauge.agent.lab;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes eBPF instructions, eight bytes each (RFC 9669), so that the lab needs no compiler.
///
/// Registers are numbered 0 to 10: 0 holds results, 1 to 5 are arguments and lost in calls, 6 to 9
/// are kept, 10 points to the end of the stack. Arithmetic is 64 bits wide.
final class EbpfAssembler {
    static final int RESULT = 0;
    static final int CONTEXT = 6;
    static final int STACK_END = 10;

    private static final int MAX_INSTRUCTIONS = 256;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int OFFSET_FIELD = 2;

    private final ByteBuffer code =
            ByteBuffer.allocate(MAX_INSTRUCTIONS * INSTRUCTION_BYTES)
                    .order(ByteOrder.nativeOrder());
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Jump> jumps = new ArrayList<>();

    private record Jump(int from, String label) {}

    private EbpfAssembler emit(int opcode, int destination, int source, int offset, int immediate) {
        code.put((byte) opcode)
                .put((byte) (source << 4 | destination))
                .putShort((short) offset)
                .putInt(immediate);
        return this;
    }

    private int next() {
        return code.position() / INSTRUCTION_BYTES;
    }

    EbpfAssembler copy(int destination, int source) {
        return emit(0xbf, destination, source, 0, 0);
    }

    EbpfAssembler set(int destination, int value) {
        return emit(0xb7, destination, 0, 0, value);
    }

    EbpfAssembler add(int destination, int value) {
        return emit(0x07, destination, 0, 0, value);
    }

    EbpfAssembler addRegister(int destination, int source) {
        return emit(0x0f, destination, source, 0, 0);
    }

    EbpfAssembler and(int destination, int value) {
        return emit(0x57, destination, 0, 0, value);
    }

    EbpfAssembler or(int destination, int value) {
        return emit(0x47, destination, 0, 0, value);
    }

    EbpfAssembler xor(int destination, int value) {
        return emit(0xa7, destination, 0, 0, value);
    }

    EbpfAssembler shiftLeft(int destination, int bits) {
        return emit(0x67, destination, 0, 0, bits);
    }

    EbpfAssembler shiftRight(int destination, int bits) {
        return emit(0x77, destination, 0, 0, bits);
    }

    /// Turns the lowest bits from the machine's byte order into the network's.
    EbpfAssembler toNetworkOrder(int destination, int bits) {
        return emit(0xdc, destination, 0, 0, bits);
    }

    /// Loads a byte of the packet into [#RESULT]; beyond its end the program ends with 0. The
    /// context must stand in [#CONTEXT].
    EbpfAssembler packetByte(int offset) {
        return emit(0x30, 0, 0, 0, offset);
    }

    /// As [#packetByte], two bytes, turned into the machine's order.
    EbpfAssembler packetShort(int offset) {
        return emit(0x28, 0, 0, 0, offset);
    }

    /// As [#packetByte], four bytes, turned into the machine's order.
    EbpfAssembler packetInt(int offset) {
        return emit(0x20, 0, 0, 0, offset);
    }

    EbpfAssembler loadInt(int destination, int base, int offset) {
        return emit(0x61, destination, base, offset, 0);
    }

    EbpfAssembler storeInt(int base, int offset, int source) {
        return emit(0x63, base, source, offset, 0);
    }

    EbpfAssembler storeShort(int base, int offset, int source) {
        return emit(0x6b, base, source, offset, 0);
    }

    EbpfAssembler storeIntValue(int base, int offset, int value) {
        return emit(0x62, base, 0, offset, value);
    }

    /// Calls a function of the kernel by its number in `enum bpf_func_id`.
    EbpfAssembler call(int function) {
        return emit(0x85, 0, 0, 0, function);
    }

    EbpfAssembler exit() {
        return emit(0x95, 0, 0, 0, 0);
    }

    /// Compares the lowest 32 bits.
    EbpfAssembler jumpUnless(int register, int value, String label) {
        jumps.add(new Jump(next(), label));
        return emit(0x56, register, 0, 0, value);
    }

    EbpfAssembler label(String name) {
        labels.put(name, next());
        return this;
    }

    /// The finished program.
    ///
    /// @throws IllegalStateException if a jump leads to a label that is nowhere
    byte[] assemble() {
        for (Jump jump : jumps) {
            Integer target = labels.get(jump.label());
            if (target == null) {
                throw new IllegalStateException("no label is called " + jump.label());
            }
            // a jump counts from the instruction behind it
            code.putShort(
                    jump.from() * INSTRUCTION_BYTES + OFFSET_FIELD,
                    (short) (target - jump.from() - 1));
        }
        byte[] bytes = new byte[code.position()];
        code.get(0, bytes);
        return bytes;
    }
}
