package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// CPU time of the thread that made it, user and system together, to the nanosecond.
///
/// May be read by any one thread at a time; reading does not allocate.
public final class ThreadCpuClock {
    /// The clock of a thread, as kernel/time/posix-cpu-timers.c takes it apart: the inverted thread
    /// id, shifted, with the bits "of a thread" and "scheduler's time".
    private static final int PER_THREAD_SCHED = 4 | 2;

    private static final MethodHandle CLOCK_GETTIME =
            Libc.bind("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle GETTID = Libc.bind("gettid", FunctionDescriptor.of(JAVA_INT));

    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);
    private final int threadId = currentThreadId();
    private final int clock = (~threadId << 3) | PER_THREAD_SCHED;

    private static int currentThreadId() {
        MemorySegment errno = Libc.errnoStore();
        try {
            return (int) GETTID.invokeExact(errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /// Of the thread that is measured, as below /proc/self/task.
    public int threadId() {
        return threadId;
    }

    public long nanos() {
        MemorySegment errno = Libc.errnoStore();
        int returned;
        try {
            returned = (int) CLOCK_GETTIME.invokeExact(errno, clock, timespec);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        NativeException.check(Libc.result(returned, errno), "cannot read a thread's CPU clock");
        return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
    }
}
