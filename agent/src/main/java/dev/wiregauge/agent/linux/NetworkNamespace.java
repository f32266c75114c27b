package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Moves one thread into a network namespace by setns(2).
public final class NetworkNamespace {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final MethodHandle OPEN =
            Libc.bind(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS =
            Libc.bind("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle IF_NAMETOINDEX =
            Libc.bind("if_nametoindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));

    private NetworkNamespace() {}

    /// Every socket that the calling thread opens from now on belongs to that namespace.
    ///
    /// Must be called on a platform thread that does nothing else afterwards: it does not come
    /// back.
    ///
    /// @param path such as `/run/netns/node1`
    /// @throws NativeException if there is no such namespace or root is missing
    public static void enter(String path) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot enter a namespace");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoStore();
            int opened = (int) OPEN.invokeExact(errno, arena.allocateFrom(path), O_RDONLY_CLOEXEC);
            long fd = NativeException.check(Libc.result(opened, errno), "cannot open " + path);
            try {
                int entered = (int) SETNS.invokeExact(errno, (int) fd, CLONE_NEWNET);
                NativeException.check(Libc.result(entered, errno), "cannot enter " + path);
            } finally {
                Descriptors.close((int) fd);
            }
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /// The index of an interface in the calling thread's namespace.
    ///
    /// @throws NativeException if there is none of that name
    public static int interfaceIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoStore();
            int index = (int) IF_NAMETOINDEX.invokeExact(errno, arena.allocateFrom(name));
            if (index == 0) {
                throw new NativeException("there is no interface " + name, Errno.ENOENT);
            }
            return index;
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
