package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A file of zeros that lives in memory: what [Socket#sendFile] sends.
public final class MemoryFile implements AutoCloseable {
    private static final int MFD_CLOEXEC = 1;
    private static final MethodHandle MEMFD_CREATE =
            Libc.bind("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            Libc.bind("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

    private final int fd;
    private final MemorySegment offset = Arena.ofAuto().allocate(JAVA_LONG);

    public MemoryFile(long bytes) {
        fd = create();
        MemorySegment errno = Libc.errnoStore();
        try {
            int returned = (int) FTRUNCATE.invokeExact(errno, fd, bytes);
            NativeException.check(
                    Libc.result(returned, errno), "cannot make a memory file of " + bytes);
        } catch (Throwable e) {
            close();
            throw Libc.unexpected(e);
        }
    }

    private static int create() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoStore();
            int returned =
                    (int)
                            MEMFD_CREATE.invokeExact(
                                    errno, arena.allocateFrom("wiregauge"), MFD_CLOEXEC);
            return (int)
                    NativeException.check(
                            Libc.result(returned, errno), "cannot make a memory file");
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    int fd() {
        return fd;
    }

    /// An offset of 0, which sendfile(2) reads and moves on.
    MemorySegment start() {
        offset.set(JAVA_LONG, 0, 0);
        return offset;
    }

    @Override
    public void close() {
        SocketCalls.close(fd);
    }
}
