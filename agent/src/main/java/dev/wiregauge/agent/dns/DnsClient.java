package dev.wiregauge.agent.dns;

import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.ErrorQueue;
import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.DnsEvidence.Query;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Sends one query and waits for its answer, over a socket of its own: each is a new flow to
/// whoever balances or translates.
///
/// As containers' resolvers do, without EDNS: an answer of more than 512 bytes comes over TCP.
public final class DnsClient {
    private static final int PORT = 53;
    private static final Duration TICK = Duration.ofMillis(20);
    private static final int LENGTH_BYTES = 2;

    /// A SYN that was lost is sent again after a second: that is slow, not silent.
    private static final Duration TCP_PATIENCE = Duration.ofMillis(1500);

    private final Duration patience;
    private final LongSupplier nanoTime;

    /// @param patience for each query over UDP
    public DnsClient(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /// The type of a query.
    public enum Kind {
        A(Type.A),
        AAAA(Type.AAAA);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /// @param addresses that the answer held
    public record Reply(Query query, List<String> addresses) {
        public Reply {
            addresses = List.copyOf(addresses);
        }
    }

    /// @param name with its final dot
    public Reply overUdp(String server, String name, Kind kind) {
        return ask(server, name, kind, "UDP", patience, this::exchangeDatagrams);
    }

    public Reply overTcp(String server, String name, Kind kind) {
        return ask(server, name, kind, "TCP", TCP_PATIENCE, this::exchangeOnConnection);
    }

    @FunctionalInterface
    private interface Exchange {
        /// @return the answer, or how the attempt ended in the words of [Query]
        Outcome with(InetSocketAddress server, Message question, long deadlineNs);
    }

    private record Outcome(Optional<Message> answer, String failure) {
        static Outcome of(Message answer) {
            return new Outcome(Optional.of(answer), "");
        }

        static Outcome failed(String how) {
            return new Outcome(Optional.empty(), how);
        }
    }

    private Reply ask(
            String server,
            String name,
            Kind kind,
            String transport,
            Duration longest,
            Exchange exchange) {
        Message question = question(name, kind);
        InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(server), PORT);
        long startNs = nanoTime.getAsLong();
        Outcome outcome = exchange.with(to, question, startNs + longest.toNanos());
        int micros = (int) ((nanoTime.getAsLong() - startNs) / 1000);
        List<Record> records =
                outcome.answer().map(answer -> answer.getSection(Section.ANSWER)).orElse(List.of());
        Query query =
                new Query(
                        name,
                        kind.name(),
                        server,
                        transport,
                        outcome.answer()
                                .map(answer -> Rcode.string(answer.getRcode()))
                                .orElse(outcome.failure()),
                        outcome.answer()
                                .map(answer -> answer.getHeader().getFlag(Flags.TC))
                                .orElse(false),
                        records.size(),
                        micros);
        return new Reply(
                query, records.stream().flatMap(record -> address(record).stream()).toList());
    }

    private static Message question(String name, Kind kind) {
        try {
            return Message.newQuery(
                    Record.newRecord(Name.fromString(name), kind.number, DClass.IN));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("name is \"" + name + "\", allowed: a DNS name", e);
        }
    }

    private static Optional<String> address(Record record) {
        return switch (record) {
            case ARecord four -> Optional.of(AddressText.of(four.getAddress()));
            case AAAARecord six -> Optional.of(AddressText.of(six.getAddress()));
            default -> Optional.empty();
        };
    }

    private Outcome exchangeDatagrams(InetSocketAddress server, Message question, long deadlineNs) {
        try (Socket socket = Socket.udp(server.getAddress());
                NativeBuffer buffer = new NativeBuffer(ZoneAnswer.MAX_TCP_BYTES)) {
            ErrorQueue errors = new ErrorQueue(socket);
            socket.timeouts(TICK, TICK);
            socket.connect(server);
            byte[] wire = question.toWire();
            buffer.putBytes(0, wire);
            long sent = socket.send(buffer, 0, wire.length);
            if (sent < 0) {
                return Outcome.failed(failure((int) -sent, errors));
            }
            while (nanoTime.getAsLong() - deadlineNs < 0) {
                long length = socket.receive(buffer, 0, ZoneAnswer.MAX_TCP_BYTES);
                if (length >= 0) {
                    Optional<Message> answer = answer(buffer.getBytes(0, (int) length), question);
                    if (answer.isPresent()) {
                        return Outcome.of(answer.get());
                    }
                } else if ((int) -length != Errno.EAGAIN && (int) -length != Errno.EINTR) {
                    return Outcome.failed(failure((int) -length, errors));
                }
            }
            return Outcome.failed(Query.TIMEOUT);
        } catch (NativeException e) {
            return Outcome.failed(Errno.name(e.errno()) + " (local)");
        }
    }

    private static String failure(int errno, ErrorQueue errors) {
        return Errno.name(errno)
                + errors.take()
                        .flatMap(ErrorQueue.QueuedError::offender)
                        .map(sender -> " from " + AddressText.of(sender))
                        .orElse(" (local)");
    }

    /// Only what answers this very question counts; anything else is a stranger's.
    private static Optional<Message> answer(byte[] wire, Message question) {
        try {
            Message answer = new Message(wire);
            boolean ours =
                    answer.getHeader().getFlag(Flags.QR)
                            && answer.getHeader().getID() == question.getHeader().getID();
            return ours ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Each message has its length before it (RFC 1035, section 4.2.2).
    private Outcome exchangeOnConnection(
            InetSocketAddress server, Message question, long deadlineNs) {
        try (Socket socket = Socket.tcp(server.getAddress());
                NativeBuffer buffer = new NativeBuffer(LENGTH_BYTES + ZoneAnswer.MAX_TCP_BYTES)) {
            ErrorQueue errors = new ErrorQueue(socket);
            socket.timeouts(TCP_PATIENCE, TCP_PATIENCE);
            try {
                socket.connect(server);
            } catch (NativeException e) {
                return Outcome.failed(connectFailure(e.errno(), errors));
            }
            socket.timeouts(TICK, TICK);
            byte[] wire = question.toWire();
            buffer.putShort(0, wire.length);
            buffer.putBytes(LENGTH_BYTES, wire);
            long sent = socket.send(buffer, 0, LENGTH_BYTES + (long) wire.length);
            if (sent < 0) {
                return Outcome.failed(failure((int) -sent, errors));
            }
            return receive(socket, buffer, question, deadlineNs);
        }
    }

    private static String connectFailure(int errno, ErrorQueue errors) {
        return switch (errno) {
            case Errno.EINPROGRESS, Errno.EAGAIN, Errno.ETIMEDOUT -> Query.TIMEOUT;
            default -> failure(errno, errors);
        };
    }

    private Outcome receive(Socket socket, NativeBuffer buffer, Message question, long deadlineNs) {
        int got = 0;
        int wanted = LENGTH_BYTES;
        while (nanoTime.getAsLong() - deadlineNs < 0) {
            long length = socket.receive(buffer, got, (long) wanted - got);
            if (length == 0) {
                return Outcome.failed("ECONNRESET: closed without an answer");
            }
            if (length < 0 && (int) -length != Errno.EAGAIN && (int) -length != Errno.EINTR) {
                return Outcome.failed(Errno.name((int) -length) + " after the handshake");
            }
            got += (int) Math.max(0, length);
            if (got == LENGTH_BYTES && wanted == LENGTH_BYTES) {
                byte[] head = buffer.getBytes(0, LENGTH_BYTES);
                wanted += ((head[0] & 0xff) << 8) | (head[1] & 0xff);
            } else if (got == wanted) {
                byte[] whole = buffer.getBytes(0, wanted);
                byte[] wire = new byte[wanted - LENGTH_BYTES];
                System.arraycopy(whole, LENGTH_BYTES, wire, 0, wire.length);
                return answer(wire, question)
                        .map(Outcome::of)
                        .orElse(Outcome.failed("EPROTO: no answer to the question"));
            }
        }
        return Outcome.failed(Query.TIMEOUT);
    }
}
