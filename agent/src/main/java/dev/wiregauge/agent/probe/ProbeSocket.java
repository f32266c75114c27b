package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.ErrorQueue;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.Poller;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.probe.ProbeDatagram.Answer;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A client's UDP socket that hears of everything that befalls its datagrams: answers, the own
/// kernel's refusals, and ICMP messages with their sender.
///
/// Sends with the DF bit set, whatever is already known of the path, unless told otherwise.
final class ProbeSocket implements AutoCloseable {
    /// How long one look for news waits.
    private static final Duration TICK = Duration.ofMillis(20);

    private static final int BUFFER_BYTES = 65_535;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_FRAGMENTATION_NEEDED = 4;
    private static final int ICMP6_PACKET_TOO_BIG = 2;

    private final byte[] cookie;
    private final boolean six;
    private final Socket socket;
    private final ErrorQueue errors;
    private final NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES);

    /// What came in.
    sealed interface News {
        record Answered(Answer answer) implements News {}

        /// @param tag of the datagram, where the message quotes enough of it
        record TooBig(String sender, int mtuBytes, Optional<Integer> tag) implements News {}

        /// @param name such as `ECONNREFUSED from 198.18.0.2`, see [ProbeAnswer.Echoes]
        record Failed(String name, Optional<Integer> tag) implements News {}

        record Nothing() implements News {}
    }

    /// @param discover such as [SocketOption#DISCOVER_PROBE]
    ProbeSocket(byte[] cookie, InetSocketAddress server, int discover) {
        this.cookie = cookie;
        six = server.getAddress() instanceof Inet6Address;
        socket = Socket.udp(server.getAddress());
        try {
            socket.set(
                    six ? SocketOption.IPV6_MTU_DISCOVER : SocketOption.IP_MTU_DISCOVER, discover);
            socket.set(SocketOption.RECEIVE_BUFFER, RECEIVE_BUFFER_BYTES);
            errors = new ErrorQueue(socket);
            socket.timeouts(TICK, TICK);
            FreshPorts.bind(socket, six ? "::" : "0.0.0.0");
            socket.connect(server);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    String localAddress() {
        return AddressText.of(local());
    }

    private InetAddress local() {
        return socket.localAddress().getAddress();
    }

    /// MTU of the interface that bears the socket's own address.
    int interfaceMtuBytes() {
        try {
            NetworkInterface link = NetworkInterface.getByInetAddress(local());
            if (link == null) {
                throw new IllegalStateException("no interface has the address " + localAddress());
            }
            return link.getMTU();
        } catch (SocketException e) {
            throw new IllegalStateException("cannot read the interface's MTU: " + e, e);
        }
    }

    /// @param packetBytes length of the whole IP packet
    /// @return 0, or the errno of the own kernel's refusal
    int send(int tag, int packetBytes) {
        int headers = six ? ProbeDatagram.IPV6_UDP_BYTES : ProbeDatagram.IPV4_UDP_BYTES;
        byte[] question = ProbeDatagram.question(cookie, tag, packetBytes, headers);
        buffer.putBytes(0, question);
        long sent = socket.send(buffer, 0, question.length);
        if (sent < 0 && pending((int) -sent)) {
            // an error of an earlier datagram was reported in place of sending this one
            sent = socket.send(buffer, 0, question.length);
        }
        return sent < 0 ? (int) -sent : 0;
    }

    private static boolean pending(int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED, Errno.EHOSTUNREACH, Errno.ENETUNREACH, Errno.EMSGSIZE -> true;
            default -> false;
        };
    }

    /// Waits a moment until one of these has news, which [#nextNow] then takes.
    static void await(List<ProbeSocket> sockets) {
        new Poller(sockets.stream().map(each -> each.socket).toArray(Socket[]::new))
                .awaitReadable(TICK.toNanos());
    }

    /// Waits a moment for one piece of news.
    News next() {
        return next(() -> socket.receive(buffer, 0, BUFFER_BYTES));
    }

    /// One piece of news if there is one.
    News nextNow() {
        return next(() -> socket.receiveNow(buffer, 0, BUFFER_BYTES));
    }

    /// @param receive into the buffer; its length or minus errno
    private News next(LongSupplier receive) {
        Optional<ErrorQueue.QueuedError> queued = errors.take();
        if (queued.isPresent()) {
            return news(queued.get());
        }
        long length = receive.getAsLong();
        if (length >= 0) {
            return ProbeDatagram.readAnswer(cookie, buffer.getBytes(0, (int) length))
                    .<News>map(News.Answered::new)
                    .orElse(new News.Nothing());
        }
        return errors.take().map(this::news).orElse(new News.Nothing());
    }

    private News news(ErrorQueue.QueuedError error) {
        Optional<Integer> tag = ProbeDatagram.questionTag(cookie, error.payload());
        boolean tooBig =
                error.origin() == ErrorQueue.Origin.ICMP
                        && (six
                                ? error.type() == ICMP6_PACKET_TOO_BIG
                                : error.type() == ICMP_UNREACHABLE
                                        && error.code() == ICMP_FRAGMENTATION_NEEDED);
        if (tooBig) {
            return new News.TooBig(
                    error.offender().map(AddressText::of).orElse("unknown"), error.info(), tag);
        }
        String from =
                error.offender()
                        .map(sender -> " from " + AddressText.of(sender))
                        .orElse(" (local)");
        String prohibited = error.prohibits() ? ProbeAnswer.PROHIBITED : "";
        return new News.Failed(Errno.name(error.errno()) + from + prohibited, tag);
    }

    @Override
    public void close() {
        socket.close();
        buffer.close();
    }
}
