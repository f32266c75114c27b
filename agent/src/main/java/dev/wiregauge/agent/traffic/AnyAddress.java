package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Binds to the wildcard address: of both families where the machine has IPv6, else of IPv4.
final class AnyAddress {
    private static final InetAddress SIX = InetAddress.ofLiteral("::");
    private static final InetAddress FOUR = InetAddress.ofLiteral("0.0.0.0");

    private AnyAddress() {}

    interface Opener {
        Socket open(InetAddress family);
    }

    static Socket open(Opener opener, int port) {
        try {
            return bind(opener.open(SIX), SIX, port);
        } catch (NativeException e) {
            if (e.errno() != Errno.EAFNOSUPPORT && e.errno() != Errno.EADDRNOTAVAIL) {
                throw e;
            }
            return bind(opener.open(FOUR), FOUR, port);
        }
    }

    private static Socket bind(Socket socket, InetAddress any, int port) {
        try {
            socket.set(SocketOption.REUSE_ADDRESS, 1);
            if (any.equals(SIX)) {
                socket.set(SocketOption.IPV6_ONLY, 0);
            }
            socket.bind(new InetSocketAddress(any, port));
            return socket;
        } catch (NativeException e) {
            socket.close();
            throw e;
        }
    }
}
