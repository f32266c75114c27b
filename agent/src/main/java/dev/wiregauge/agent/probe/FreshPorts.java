package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;

import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Source ports for flows that must be new to whoever translates addresses on their way.
///
/// Conntrack remembers a UDP flow for 30 to 120 s, with the backend it had. The kernel draws
/// ephemeral ports at random, so that of some hundred flows a few would meet what an earlier probe
/// left behind, and be answered by rules that are no more. These ports are used in turn.
final class FreshPorts {
    /// Outside of the NodePorts (30000 to 32767) and of Linux's ephemeral ports (from 32768).
    private static final int FIRST = 12_000;

    private static final int COUNT = 18_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreshPorts() {}

    /// @param any the wildcard address of the socket's family
    static void bind(Socket socket, String any) {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try {
                socket.bind(new InetSocketAddress(any, port));
                return;
            } catch (NativeException e) {
                if (e.errno() != Errno.EADDRINUSE) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException("no source port is free");
    }
}
