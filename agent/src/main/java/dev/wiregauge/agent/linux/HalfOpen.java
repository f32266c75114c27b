package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Keeps a TCP handshake from being completed: a filter on the socket drops the peer's SYN-ACK, and
/// the kernel counts that. A refusal passes. Newer kernels (seen: 6.18) let only CAP_NET_ADMIN put
/// a filter on a TCP socket.
///
/// The peer's program never hears of such a connection; its kernel forgets it at the reset that
/// answers its next SYN-ACK once the socket is closed.
public final class HalfOpen {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_MEMINFO = 55;

    // of the array that SO_MEMINFO fills (linux/sock_diag.h)
    private static final int MEMINFO_NUMBERS = 9;
    private static final int SK_MEMINFO_DROPS = 8;

    private static final int INSTRUCTION_BYTES = 8;
    private static final int FLAGS_AT = 13;
    private static final int SYN_ACK = 0x12;

    private final Socket socket;

    private HalfOpen(Socket socket) {
        this.socket = socket;
    }

    /// @param socket a TCP socket that is not connected yet
    public static HalfOpen of(Socket socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = arena.allocate(5L * INSTRUCTION_BYTES, 8);
            // offsets count from the TCP header
            instruction(program, 0, 0x30, 0, 0, FLAGS_AT); // ldb
            instruction(program, 1, 0x54, 0, 0, SYN_ACK); // and
            instruction(program, 2, 0x15, 0, 1, SYN_ACK); // jeq
            instruction(program, 3, 0x06, 0, 0, 0); // ret: drop
            instruction(program, 4, 0x06, 0, 0, -1); // ret: keep all of it
            MemorySegment fprog = arena.allocate(16, 8);
            fprog.set(JAVA_SHORT, 0, (short) 5);
            fprog.set(ADDRESS, 8, program);
            NativeException.check(
                    SocketCalls.setsockopt(
                            socket.descriptor(), SOL_SOCKET, SO_ATTACH_FILTER, fprog),
                    "cannot put a filter on a TCP socket (newer kernels ask for CAP_NET_ADMIN)");
        }
        return new HalfOpen(socket);
    }

    /// `struct sock_filter` of linux/filter.h.
    private static void instruction(
            MemorySegment program, int index, int code, int ifTrue, int ifFalse, int operand) {
        long at = (long) index * INSTRUCTION_BYTES;
        program.set(JAVA_SHORT, at, (short) code);
        program.set(JAVA_SHORT, at + 2, (short) (ifFalse << 8 | ifTrue));
        program.set(JAVA_INT, at + 4, operand);
    }

    /// Whether the peer has accepted the handshake so far.
    public boolean isAnswered() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(JAVA_INT, MEMINFO_NUMBERS);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) numbers.byteSize());
            NativeException.check(
                    SocketCalls.getsockopt(
                            socket.descriptor(), SOL_SOCKET, SO_MEMINFO, numbers, length),
                    "cannot read SO_MEMINFO");
            return numbers.getAtIndex(JAVA_INT, SK_MEMINFO_DROPS) > 0;
        }
    }
}
