package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// Closes file descriptors of the kernel.
final class Descriptors {
    private static final MethodHandle CLOSE =
            Libc.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Descriptors() {}

    /// Errors are of no use here: the descriptor is gone in any case (close(2)).
    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(Libc.errnoStore(), fd);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
