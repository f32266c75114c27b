package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Which CPU a thread may run on.
public final class Affinity {
    /// Size of glibc's `cpu_set_t`: 1024 CPUs.
    private static final int CPU_SET_BYTES = 128;

    private static final MethodHandle SCHED_SETAFFINITY =
            Libc.bind(
                    "sched_setaffinity",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));

    private Affinity() {}

    /// Binds the calling thread to one CPU for the rest of its life.
    ///
    /// @throws NativeException if there is no such CPU, or this process may not use it
    public static void pin(int cpu) {
        String attempt = "cannot pin a thread to CPU " + cpu;
        if (cpu < 0 || cpu >= CPU_SET_BYTES * 8) {
            throw new NativeException(attempt, Errno.EINVAL);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(CPU_SET_BYTES, 8);
            set.set(JAVA_BYTE, cpu / 8, (byte) (1 << cpu % 8));
            MemorySegment errno = Libc.errnoStore();
            int returned = (int) SCHED_SETAFFINITY.invokeExact(errno, 0, (long) CPU_SET_BYTES, set);
            NativeException.check(Libc.result(returned, errno), attempt);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
