package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Affinity;
import dev.wiregauge.result.evidence.AddressText;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers the probes of other agents, over UDP and TCP, on the agent's own address.
///
/// Bound to that address and not to all: a node has several, and an answer from another one than
/// was asked would be dropped by the client. Whoever lacks the cookie is not answered.
final class ProbePort implements AutoCloseable {
    /// Large enough for every question that one volley holds, at jumbo size.
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private static final int MAX_DATAGRAM_BYTES = 65_507;
    private static final int MAX_PEERS = 10_000;
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final byte[] cookie;
    private final String agent;
    private final int ipAndUdpBytes;
    private final DatagramChannel datagrams;
    private final ServerSocketChannel listener;
    private final Map<SocketAddress, Integer> arrived = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    /// @param cpu pins the thread that answers datagrams
    ProbePort(byte[] cookie, String agent, InetAddress address, int port, Optional<Integer> cpu) {
        this.cookie = cookie;
        this.agent = agent;
        boolean six = address instanceof Inet6Address;
        ipAndUdpBytes = six ? ProbeDatagram.IPV6_UDP_BYTES : ProbeDatagram.IPV4_UDP_BYTES;
        StandardProtocolFamily family =
                six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try {
            listener = ServerSocketChannel.open(family);
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            datagrams = DatagramChannel.open(family);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open sockets for probes", e);
        }
        try {
            listener.bind(new InetSocketAddress(address, port));
            datagrams.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            datagrams.bind(new InetSocketAddress(address, port()));
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(
                    "cannot serve probes on %s:%d: %s"
                            .formatted(AddressText.of(address), port, e.getMessage()),
                    e);
        }
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .name("probe-datagrams")
                        .start(() -> {
                            cpu.ifPresent(Affinity::pin);
                            answerDatagrams();
                        }));
        threads.add(Thread.ofPlatform().daemon().name("probe-connections").start(this::acceptAll));
    }

    int port() {
        try {
            return ((InetSocketAddress) listener.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the port of the probes", e);
        }
    }

    private void answerDatagrams() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
        while (datagrams.isOpen()) {
            try {
                buffer.clear();
                SocketAddress peer = datagrams.receive(buffer);
                buffer.flip();
                if (peer instanceof InetSocketAddress client) {
                    answer(buffer, client);
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                System.err.println("probe port: " + e.getMessage());
            }
        }
    }

    private void answer(ByteBuffer question, InetSocketAddress client) throws IOException {
        var tag = ProbeDatagram.questionTag(cookie, question);
        if (tag.isEmpty()) {
            return;
        }
        if (arrived.size() >= MAX_PEERS) {
            arrived.clear();
        }
        int count = arrived.merge(client, 1, Integer::sum);
        byte[] answer =
                ProbeDatagram.answer(
                        cookie,
                        new ProbeDatagram.Answer(
                                tag.get(), count, agent, AddressText.of(client.getAddress())),
                        ipAndUdpBytes);
        datagrams.send(ByteBuffer.wrap(answer), client);
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel connection = listener.accept();
                Thread.ofVirtual().name("probe").start(() -> serve(connection));
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                System.err.println("probe port: " + e.getMessage());
            }
        }
    }

    private void serve(SocketChannel accepted) {
        try (SocketChannel connection = accepted) {
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            new ProbeSession(connection, cookie, agent).run();
        } catch (IOException _) {
            // the client sees it too, and reports it
        }
    }

    @Override
    public void close() {
        try {
            datagrams.close();
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the probe port", e);
        }
        // the kernel frees the port only when nobody is inside a call on it any more
        for (Thread thread : threads) {
            try {
                thread.join(ENDING);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
