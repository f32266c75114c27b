package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One TCP or UDP socket, driven by the kernel's own calls.
///
/// Calls that move data return the count, or minus errno, and do not allocate. All others throw
/// [NativeException]. Every blocking call ends after the timeouts set by [#timeouts]: then it
/// returns minus [Errno#EAGAIN]. [#shutdown()] from another thread ends it at once.
public final class Socket implements AutoCloseable {
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int TCP_CONGESTION = 13;
    private static final int CONGESTION_NAME_BYTES = 16;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_PEEK = 0x2;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SHUT_WR = 1;
    private static final int SHUT_RDWR = 2;

    private final int fd;
    private final int family;
    private boolean open = true;

    private Socket(int fd, int family) {
        this.fd = fd;
        this.family = family;
    }

    /// @param peer decides the address family
    public static Socket tcp(InetAddress peer) {
        return open(SocketAddress.family(peer), SOCK_STREAM, "TCP");
    }

    /// @param peer decides the address family
    public static Socket udp(InetAddress peer) {
        return open(SocketAddress.family(peer), SOCK_DGRAM, "UDP");
    }

    private static Socket open(int family, int type, String name) {
        long fd = SocketCalls.socket(family, type | SOCK_CLOEXEC, 0);
        return new Socket(
                (int) NativeException.check(fd, "cannot open a " + name + " socket"), family);
    }

    int descriptor() {
        return fd;
    }

    int family() {
        return family;
    }

    public void set(SocketOption option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment holder = arena.allocateFrom(JAVA_INT, value);
            NativeException.check(
                    SocketCalls.setsockopt(fd, option.level(), option.number(), holder),
                    "cannot set " + option + " to " + value);
        }
    }

    public int get(SocketOption option) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment holder = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) holder.byteSize());
            NativeException.check(
                    SocketCalls.getsockopt(fd, option.level(), option.number(), holder, length),
                    "cannot read " + option);
            return holder.get(JAVA_INT, 0);
        }
    }

    /// Longest time that one blocking call may take; [Duration#ZERO] means for ever.
    public void timeouts(Duration receive, Duration send) {
        timeout(SO_RCVTIMEO, receive);
        timeout(SO_SNDTIMEO, send);
    }

    private void timeout(int option, Duration timeout) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timeval = arena.allocate(16, 8);
            timeval.set(JAVA_LONG, 0, timeout.toSeconds());
            timeval.set(JAVA_LONG, 8, timeout.toNanosPart() / 1000L);
            NativeException.check(
                    SocketCalls.setsockopt(fd, SOL_SOCKET, option, timeval),
                    "cannot set a timeout of " + timeout);
        }
    }

    /// Makes [#close()] drop unsent data and reset the connection.
    public void resetOnClose() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocateFrom(JAVA_INT, 1, 0);
            NativeException.check(
                    SocketCalls.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger),
                    "cannot set SO_LINGER");
        }
    }

    /// @throws NativeException with [Errno#ENOENT] where the kernel does not have that algorithm
    public void congestionControl(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes =
                    arena.allocate(CONGESTION_NAME_BYTES)
                            .copyFrom(
                                    MemorySegment.ofArray(
                                            name.getBytes(StandardCharsets.US_ASCII)));
            NativeException.check(
                    SocketCalls.setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, bytes),
                    "cannot use congestion control " + name);
        }
    }

    public String congestionControl() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(CONGESTION_NAME_BYTES + 1);
            MemorySegment length = arena.allocateFrom(JAVA_INT, CONGESTION_NAME_BYTES);
            NativeException.check(
                    SocketCalls.getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, bytes, length),
                    "cannot read the congestion control");
            return bytes.getString(0, StandardCharsets.US_ASCII);
        }
    }

    /// Does not allocate.
    public void readTcpInfo(TcpInfo info) {
        NativeException.check(
                SocketCalls.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info.segment(), info.length()),
                "cannot read TCP_INFO");
    }

    public void bind(InetSocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES, 8);
            NativeException.check(
                    SocketCalls.bind(fd, name, SocketAddress.write(address, name)),
                    "cannot bind to " + describe(address));
        }
    }

    public void listen(int backlog) {
        NativeException.check(SocketCalls.listen(fd, backlog), "cannot listen");
    }

    /// Waits no longer than the send timeout.
    public void connect(InetSocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES, 8);
            NativeException.check(
                    SocketCalls.connect(fd, name, SocketAddress.write(address, name)),
                    "cannot connect to " + describe(address));
        }
    }

    /// @return the descriptor of the new connection for [#adopt], or minus errno
    public long accept() {
        return SocketCalls.accept(fd);
    }

    /// @param descriptor from [#accept()]; this socket's family is its own
    public Socket adopt(long descriptor) {
        return new Socket((int) descriptor, family);
    }

    public InetSocketAddress localAddress() {
        return address(true);
    }

    public InetSocketAddress peerAddress() {
        return address(false);
    }

    private InetSocketAddress address(boolean local) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, SocketAddress.MAX_BYTES);
            NativeException.check(
                    SocketCalls.name(local, fd, name, length), "cannot read a socket's address");
            return SocketAddress.read(name);
        }
    }

    /// @return bytes taken by the kernel, or minus errno
    public long send(NativeBuffer buffer, long offset, long length) {
        return SocketCalls.send(fd, buffer.from(offset), length, MSG_NOSIGNAL);
    }

    /// @return bytes received, 0 at the end of the stream, or minus errno
    public long receive(NativeBuffer buffer, long offset, long length) {
        return SocketCalls.recv(fd, buffer.from(offset), length, 0);
    }

    /// Sends pages of the file instead of copying a buffer.
    ///
    /// @return bytes taken by the kernel, or minus errno
    public long sendFile(MemoryFile file, long length) {
        return SocketCalls.sendfile(fd, file.fd(), file.start(), length);
    }

    /// Takes bytes off a TCP socket without copying them anywhere (tcp(7), MSG_TRUNC).
    ///
    /// @param scratch not written to
    /// @return bytes taken, 0 at the end of the stream, or minus errno
    public long discard(NativeBuffer scratch, long length) {
        return SocketCalls.recv(fd, scratch.from(0), length, MSG_TRUNC);
    }

    /// As [#send] and [#receive], but never waits: minus [Errno#EAGAIN] where it would.
    public long sendNow(NativeBuffer buffer, long offset, long length) {
        return SocketCalls.send(fd, buffer.from(offset), length, MSG_NOSIGNAL | MSG_DONTWAIT);
    }

    public long receiveNow(NativeBuffer buffer, long offset, long length) {
        return SocketCalls.recv(fd, buffer.from(offset), length, MSG_DONTWAIT);
    }

    public boolean isIpv6() {
        return family == SocketAddress.AF_INET6;
    }

    int fd() {
        return fd;
    }

    /// Looks at what is there without taking it; never waits.
    public long peek(NativeBuffer buffer, long length) {
        return SocketCalls.recv(fd, buffer.from(0), length, MSG_DONTWAIT | MSG_PEEK);
    }

    /// Whether [#receive] would return at once: with data, or because the peer has closed. The
    /// buffer's first byte is overwritten.
    public boolean readable(NativeBuffer scratch) {
        return peek(scratch, 1) >= 0;
    }

    /// Tells the peer that nothing more will be sent.
    public void endOutput() {
        NativeException.check(SocketCalls.shutdown(fd, SHUT_WR), "cannot end the output");
    }

    /// Wakes whoever is blocked in a call on this socket. Its result is of no interest: an
    /// unconnected socket answers ENOTCONN and wakes its readers nevertheless.
    public synchronized void shutdown() {
        if (open) {
            SocketCalls.shutdown(fd, SHUT_RDWR);
        }
    }

    /// May be called twice. The caller makes sure that no other thread is inside a call that moves
    /// data.
    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            SocketCalls.close(fd);
        }
    }

    /// `198.18.0.1:7117` or `[2001:db8::1]:7117`.
    public static String describe(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
