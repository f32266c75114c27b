package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// CPU time of the calling thread, user and system together, to the nanosecond.
///
/// Made by the thread that reads it, before its loop begins; reading does not allocate.
public final class ThreadCpuClock {
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final MethodHandle CLOCK_GETTIME =
            Libc.bind("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

    public long nanos() {
        MemorySegment errno = Libc.errnoStore();
        int returned;
        try {
            returned = (int) CLOCK_GETTIME.invokeExact(errno, CLOCK_THREAD_CPUTIME_ID, timespec);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        NativeException.check(Libc.result(returned, errno), "cannot read the thread's CPU clock");
        return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
    }
}
