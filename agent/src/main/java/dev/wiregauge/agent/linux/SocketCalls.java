package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The socket calls of libc, one method each. All return the value, or minus errno.
final class SocketCalls {
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final MethodHandle SOCKET =
            Libc.bind("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = Libc.bind("bind", nameIn());
    private static final MethodHandle CONNECT = Libc.bind("connect", nameIn());
    private static final MethodHandle LISTEN =
            Libc.bind("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACCEPT4 =
            Libc.bind(
                    "accept4",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle SHUTDOWN =
            Libc.bind("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE =
            Libc.bind("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            Libc.bind(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            Libc.bind(
                    "getsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETSOCKNAME = Libc.bind("getsockname", nameOut());
    private static final MethodHandle GETPEERNAME = Libc.bind("getpeername", nameOut());
    private static final MethodHandle SEND = Libc.bind("send", transfer());
    private static final MethodHandle RECV = Libc.bind("recv", transfer());
    private static final MethodHandle SENDFILE =
            Libc.bind(
                    "sendfile",
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle SENDMSG = Libc.bind("sendmsg", message());
    private static final MethodHandle RECVMSG = Libc.bind("recvmsg", message());
    private static final MethodHandle SENDMMSG = Libc.bind("sendmmsg", sendMany());
    private static final MethodHandle SENDMMSG_BARE = Libc.bindBare("sendmmsg", sendMany());
    private static final MethodHandle RECVMMSG = Libc.bind("recvmmsg", receiveMany());
    private static final MethodHandle RECVMMSG_BARE = Libc.bindBare("recvmmsg", receiveMany());

    private SocketCalls() {}

    private static FunctionDescriptor nameIn() {
        return FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static FunctionDescriptor nameOut() {
        return FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    }

    private static FunctionDescriptor transfer() {
        return FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    }

    private static FunctionDescriptor sendMany() {
        return FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    }

    private static FunctionDescriptor receiveMany() {
        return FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    }

    private static FunctionDescriptor message() {
        return FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    }

    static long socket(int family, int type, int protocol) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((int) SOCKET.invokeExact(errno, family, type, protocol), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long bind(int fd, MemorySegment name, int length) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((int) BIND.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long connect(int fd, MemorySegment name, int length) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((int) CONNECT.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long listen(int fd, int backlog) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long accept(int fd) {
        MemorySegment errno = Libc.errnoStore();
        MemorySegment none = MemorySegment.NULL;
        try {
            return Libc.result(
                    (int) ACCEPT4.invokeExact(errno, fd, none, none, SOCK_CLOEXEC), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long shutdown(int fd, int how) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((int) SHUTDOWN.invokeExact(errno, fd, how), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long close(int fd) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((int) CLOSE.invokeExact(errno, fd), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long setsockopt(int fd, int level, int option, MemorySegment value) {
        MemorySegment errno = Libc.errnoStore();
        int length = (int) value.byteSize();
        try {
            return Libc.result(
                    (int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long getsockopt(
            int fd, int level, int option, MemorySegment value, MemorySegment length) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result(
                    (int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /// getsockname, or getpeername where the other end's is wanted.
    static long name(boolean local, int fd, MemorySegment name, MemorySegment length) {
        MemorySegment errno = Libc.errnoStore();
        try {
            int returned =
                    local
                            ? (int) GETSOCKNAME.invokeExact(errno, fd, name, length)
                            : (int) GETPEERNAME.invokeExact(errno, fd, name, length);
            return Libc.result(returned, errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long send(int fd, MemorySegment bytes, long length, int flags) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((long) SEND.invokeExact(errno, fd, bytes, length, flags), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long recv(int fd, MemorySegment bytes, long length, int flags) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((long) RECV.invokeExact(errno, fd, bytes, length, flags), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long sendfile(int fd, int file, MemorySegment offset, long length) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((long) SENDFILE.invokeExact(errno, fd, file, offset, length), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long sendmsg(int fd, MemorySegment message, int flags) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((long) SENDMSG.invokeExact(errno, fd, message, flags), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    static long recvmsg(int fd, MemorySegment message, int flags) {
        MemorySegment errno = Libc.errnoStore();
        try {
            return Libc.result((long) RECVMSG.invokeExact(errno, fd, message, flags), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /// A failed call is repeated to learn why: what it says or does then counts.
    static long sendmmsg(int fd, MemorySegment messages, int count, int flags) {
        try {
            int sent = (int) SENDMMSG_BARE.invokeExact(fd, messages, count, flags);
            if (sent >= 0) {
                return sent;
            }
            MemorySegment errno = Libc.errnoStore();
            return Libc.result(
                    (int) SENDMMSG.invokeExact(errno, fd, messages, count, flags), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /// Without a timeout of its own: the socket's counts. A failed call is repeated to learn why.
    static long recvmmsg(int fd, MemorySegment messages, int count, int flags) {
        MemorySegment none = MemorySegment.NULL;
        try {
            int received = (int) RECVMMSG_BARE.invokeExact(fd, messages, count, flags, none);
            if (received >= 0) {
                return received;
            }
            MemorySegment errno = Libc.errnoStore();
            return Libc.result(
                    (int) RECVMMSG.invokeExact(errno, fd, messages, count, flags, none), errno);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
