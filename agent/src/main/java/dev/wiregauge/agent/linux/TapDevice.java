package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A network interface whose other end is this process: what the kernel sends is read, what is
/// written the kernel receives. Whole Ethernet frames, cut to the wire's size by the kernel.
///
/// The interface is gone when this is closed. One thread may read while another writes.
public final class TapDevice implements AutoCloseable {
    private static final int O_RDWR_CLOEXEC = 0x80002;

    /// linux/if_tun.h: TUNSETIFF is _IOW('T', 202, int).
    private static final long TUNSETIFF = 0x400454caL;

    /// IFF_TAP | IFF_NO_PI.
    private static final short TAP_WITHOUT_HEADER = 0x1002;

    private static final int INTERFACE_REQUEST_BYTES = 40;
    private static final int NAME_BYTES = 16;

    private static final MethodHandle OPEN =
            Libc.bind(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL =
            Libc.bind(
                    "ioctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));
    private static final FunctionDescriptor TRANSFER =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle READ = Libc.bind("read", TRANSFER);
    private static final MethodHandle WRITE = Libc.bind("write", TRANSFER);

    private final int fd;

    /// @param name of the interface, up to 15 bytes
    /// @throws NativeException without CAP_NET_ADMIN, or if there is such an interface already
    public TapDevice(String name) {
        if (name.isEmpty() || name.length() >= NAME_BYTES) {
            throw new IllegalArgumentException(
                    "name is \"" + name + "\", allowed: 1 to 15 characters");
        }
        MemorySegment errno = Libc.errnoStore();
        try (Arena arena = Arena.ofConfined()) {
            int opened =
                    (int)
                            OPEN.invokeExact(
                                    errno, arena.allocateFrom("/dev/net/tun"), O_RDWR_CLOEXEC);
            fd =
                    (int)
                            NativeException.check(
                                    Libc.result(opened, errno), "cannot open /dev/net/tun");
            MemorySegment request = arena.allocate(INTERFACE_REQUEST_BYTES);
            request.setString(0, name);
            request.set(JAVA_SHORT, NAME_BYTES, TAP_WITHOUT_HEADER);
            int made = (int) IOCTL.invokeExact(errno, fd, TUNSETIFF, request);
            NativeException.check(Libc.result(made, errno), "cannot make the interface " + name);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// Waits for the next frame.
    ///
    /// @return its length in bytes, or minus errno
    public long read(NativeBuffer frame) {
        MemorySegment errno = Libc.errnoStore();
        try {
            long read = (long) READ.invokeExact(errno, fd, frame.segment(), frame.size());
            return Libc.result(read, errno);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// @return bytes written, or minus errno: of an interface that is down EIO
    public long write(NativeBuffer frame, long length) {
        MemorySegment errno = Libc.errnoStore();
        try {
            long written = (long) WRITE.invokeExact(errno, fd, frame.segment(), length);
            return Libc.result(written, errno);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    @Override
    public void close() {
        Descriptors.close(fd);
    }
}
