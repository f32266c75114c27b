package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/// Waits until one of some sockets becomes readable, to the nanosecond that ppoll(2) takes.
///
/// Waiting does not allocate. Used by one thread.
public final class Poller {
    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final MethodHandle PPOLL =
            Libc.bind(
                    "ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));

    private final MemorySegment pollFds;
    private final long count;
    private final MemorySegment timespec = Arena.ofAuto().allocate(16, 8);

    public Poller(Socket... sockets) {
        this(Arrays.stream(sockets).mapToInt(Socket::fd).toArray());
    }

    Poller(int... fds) {
        count = fds.length;
        pollFds = Arena.ofAuto().allocate(count * POLLFD_BYTES, 4);
        for (int i = 0; i < fds.length; i++) {
            long at = (long) i * POLLFD_BYTES;
            pollFds.set(JAVA_INT, at, fds[i]);
            pollFds.set(JAVA_SHORT, at + POLLFD_EVENTS, POLLIN);
        }
    }

    /// Returns when something is there or has failed at one of them, or after this time.
    public void awaitReadable(long nanos) {
        timespec.set(JAVA_LONG, 0, nanos / 1_000_000_000L);
        timespec.set(JAVA_LONG, 8, nanos % 1_000_000_000L);
        MemorySegment errno = Libc.errnoStore();
        try {
            int _ = (int) PPOLL.invokeExact(errno, pollFds, count, timespec, MemorySegment.NULL);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
