package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Binds functions of the C library so that errno survives until Java can read it.
///
/// Every bound handle takes the calling thread's [#errnoStore()] as its first argument. Results
/// become "the value, or minus errno", as the kernel itself returns them.
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout()
                    .byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /// Collected with its thread; an implicit arena costs no liveness check in the loops.
    private static final ThreadLocal<MemorySegment> ERRNO =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Libc() {}

    /// As [#bind], but without errno: a failure can only be told from success.
    ///
    /// For the innermost loops. The JDK checks the errno store by making a slice of it, and where a
    /// call lies too deep for the compiler's inlining (15 levels) that slice is an object for each
    /// call. A caller that must know why repeats the failed call through [#bind].
    static MethodHandle bindBare(String name, FunctionDescriptor descriptor) {
        return LINKER.defaultLookup()
                .find(name)
                .map(address -> LINKER.downcallHandle(address, descriptor))
                .orElseThrow(() -> unsupported(name));
    }

    /// A function that is missing is reported by the first call of it, not by loading the class.
    static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = CAPTURE;
        System.arraycopy(options, 0, all, 1, options.length);
        return LINKER.defaultLookup()
                .find(name)
                .map(address -> LINKER.downcallHandle(address, descriptor, all))
                .orElseGet(() -> missing(name, descriptor));
    }

    private static MethodHandle missing(String name, FunctionDescriptor descriptor) {
        MethodType type = descriptor.toMethodType().insertParameterTypes(0, MemorySegment.class);
        MethodHandle thrower =
                MethodHandles.throwException(type.returnType(), UnsupportedOperationException.class)
                        .bindTo(unsupported(name));
        return MethodHandles.dropArguments(thrower, 0, type.parameterList());
    }

    private static UnsupportedOperationException unsupported(String name) {
        return new UnsupportedOperationException("this system's C library has no " + name + "()");
    }

    static MemorySegment errnoStore() {
        return ERRNO.get();
    }

    /// @param errno the store that was passed to the call
    static long result(long returned, MemorySegment errno) {
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    /// For the `catch (Throwable)` that invokeExact demands.
    static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException runtime) {
            return runtime;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(thrown);
    }
}
