package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// A traffic-control eBPF program in the kernel, loaded by bpf(2).
///
/// Offsets are those of `union bpf_attr` in include/uapi/linux/bpf.h.
public final class BpfProgram implements AutoCloseable {
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_LINK_CREATE = 28;
    private static final int BPF_PROG_TYPE_SCHED_CLS = 3;
    private static final int BPF_TCX_INGRESS = 46;
    private static final int ATTRIBUTE_BYTES = 128;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int MAX_NAME_BYTES = 15;
    private static final int LOG_BYTES = 64 << 10;

    private static final MethodHandle SYSCALL =
            Libc.bind(
                    "syscall",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(1));

    private final int fd;
    private final String name;

    private BpfProgram(int fd, String name) {
        this.fd = fd;
        this.name = name;
    }

    /// Loads it.
    ///
    /// @param instructions eight bytes each, in the machine's byte order
    /// @param name up to 15 letters, digits and underscores; shown by tools
    /// @param license decides which kernel functions it may call
    /// @throws NativeException if the verifier refuses it; the message then ends with its log
    public static BpfProgram load(byte[] instructions, String name, String license) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attribute = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
            MemorySegment code =
                    arena.allocate(instructions.length, INSTRUCTION_BYTES)
                            .copyFrom(MemorySegment.ofArray(instructions));
            attribute.set(JAVA_INT, 0, BPF_PROG_TYPE_SCHED_CLS);
            attribute.set(JAVA_INT, 4, instructions.length / INSTRUCTION_BYTES);
            attribute.set(JAVA_LONG, 8, code.address());
            attribute.set(JAVA_LONG, 16, arena.allocateFrom(license).address());
            byte[] shown = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(
                    shown, 0, attribute, JAVA_BYTE, 48, Math.min(shown.length, MAX_NAME_BYTES));
            long loaded = bpf(BPF_PROG_LOAD, attribute);
            if (loaded < 0) {
                throw refused(arena, attribute, name, (int) -loaded);
            }
            return new BpfProgram((int) loaded, name);
        }
    }

    /// Loads once more with a log, for the reason alone.
    private static NativeException refused(
            Arena arena, MemorySegment attribute, String name, int errno) {
        MemorySegment log = arena.allocate(LOG_BYTES);
        attribute.set(JAVA_INT, 24, 1);
        attribute.set(JAVA_INT, 28, LOG_BYTES);
        attribute.set(JAVA_LONG, 32, log.address());
        long again = bpf(BPF_PROG_LOAD, attribute);
        if (again >= 0) {
            Descriptors.close((int) again);
        }
        return new NativeException(
                "cannot load the program " + name + " (" + log.getString(0).strip() + ")", errno);
    }

    /// Attaches it to what an interface receives, by TCX (Linux 6.6 and later), until this process
    /// ends: the link lives as long as its descriptor, which is never closed.
    ///
    /// @throws NativeException with [Errno#EINVAL] where the kernel knows no TCX
    public void attachTcxIngress(int interfaceIndex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attribute = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
            attribute.set(JAVA_INT, 0, fd);
            attribute.set(JAVA_INT, 4, interfaceIndex);
            attribute.set(JAVA_INT, 8, BPF_TCX_INGRESS);
            NativeException.check(
                    bpf(BPF_LINK_CREATE, attribute), "cannot attach " + name + " by TCX");
        }
    }

    int descriptor() {
        return fd;
    }

    String name() {
        return name;
    }

    private static long bpf(int command, MemorySegment attribute) {
        MemorySegment errno = Libc.errnoStore();
        try {
            long returned =
                    (long)
                            SYSCALL.invokeExact(
                                    errno,
                                    (long) Architecture.current().sysBpf(),
                                    command,
                                    attribute,
                                    (int) attribute.byteSize());
            return Libc.result(returned, errno);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// Frees this process's hold on it; where it is attached it stays.
    @Override
    public void close() {
        Descriptors.close(fd);
    }
}
