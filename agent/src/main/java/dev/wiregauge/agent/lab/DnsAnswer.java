package dev.wiregauge.agent.lab;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Answers one DNS query (RFC 1035) from a zone, with authority for everything.
final class DnsAnswer {
    /// What a client without EDNS takes over UDP (RFC 1035, section 4.2.1).
    static final int LEAST_UDP_BYTES = 512;

    static final int MAX_TCP_BYTES = 65_535;

    private static final int HEADER_BYTES = 12;
    private static final int TYPE_A = 1;
    private static final int TYPE_SOA = 6;
    private static final int TYPE_OPT = 41;
    private static final int CLASS_IN = 1;
    private static final int FLAG_RESPONSE = 0x8000;
    private static final int OPCODE_MASK = 0x7800;
    private static final int FLAG_AUTHORITATIVE = 0x0400;
    private static final int FLAG_TRUNCATED = 0x0200;
    private static final int FLAG_RECURSION_DESIRED = 0x0100;
    private static final int FLAG_RECURSION_AVAILABLE = 0x0080;
    private static final int NAME_ERROR = 3;

    /// Compression: the name that begins behind the header.
    private static final int POINTER_TO_QUESTION = 0xc000 | HEADER_BYTES;

    /// CoreDNS's kubernetes plug-in gives the same.
    private static final int TTL_SECONDS = 5;

    private final DnsZone zone;

    DnsAnswer(DnsZone zone) {
        this.zone = zone;
    }

    private record Question(int id, int flags, String name, int type, int end, int udpBytes) {}

    /// Empty where the query is damaged, is an answer itself, or asks no single question: silence
    /// is then the only safe reply.
    ///
    /// @param udp whether the answer must fit what the client takes over UDP
    Optional<byte[]> to(byte[] query, boolean udp) {
        Optional<Question> read = read(query);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Question question = read.get();
        byte[] whole = write(query, question, false);
        int limit = udp ? question.udpBytes() : MAX_TCP_BYTES;
        return Optional.of(whole.length <= limit ? whole : write(query, question, true));
    }

    private static Optional<Question> read(byte[] query) {
        try {
            ByteBuffer in = ByteBuffer.wrap(query);
            int id = in.getShort() & 0xffff;
            int flags = in.getShort() & 0xffff;
            int questions = in.getShort();
            in.getInt();
            int additional = in.getShort();
            if ((flags & (FLAG_RESPONSE | OPCODE_MASK)) != 0 || questions != 1) {
                return Optional.empty();
            }
            StringBuilder name = new StringBuilder();
            for (int length = in.get() & 0xff; length != 0; length = in.get() & 0xff) {
                if (length > 63) {
                    return Optional.empty();
                }
                byte[] label = new byte[length];
                in.get(label);
                name.append(name.isEmpty() ? "" : ".")
                        .append(new String(label, StandardCharsets.ISO_8859_1));
            }
            int type = in.getShort();
            in.getShort();
            int end = in.position();
            return Optional.of(
                    new Question(id, flags, name.toString(), type, end, udpBytes(in, additional)));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /// EDNS (RFC 6891): the class field of the OPT record tells how much the client takes.
    private static int udpBytes(ByteBuffer in, int additional) {
        if (additional == 1 && in.remaining() >= 5 && in.get() == 0 && in.getShort() == TYPE_OPT) {
            return Math.max(LEAST_UDP_BYTES, in.getShort() & 0xffff);
        }
        return LEAST_UDP_BYTES;
    }

    private byte[] write(byte[] query, Question question, boolean truncated) {
        List<String> addresses =
                question.type() == TYPE_A ? zone.addresses(question.name()) : List.of();
        boolean exists = zone.exists(question.name());
        int count = truncated ? 0 : addresses.size();
        boolean negative = addresses.isEmpty();
        ByteBuffer out = ByteBuffer.allocate(MAX_TCP_BYTES);
        out.putShort((short) question.id())
                .putShort(
                        (short)
                                (FLAG_RESPONSE
                                        | FLAG_AUTHORITATIVE
                                        | (question.flags() & FLAG_RECURSION_DESIRED)
                                        | FLAG_RECURSION_AVAILABLE
                                        | (truncated ? FLAG_TRUNCATED : 0)
                                        | (exists ? 0 : NAME_ERROR)))
                .putShort((short) 1)
                .putShort((short) count)
                .putShort((short) (negative ? 1 : 0))
                .putShort((short) 0)
                .put(query, HEADER_BYTES, question.end() - HEADER_BYTES);
        for (String address : addresses.subList(0, count)) {
            record(out, TYPE_A, 4);
            for (String octet : address.split("\\.", -1)) {
                out.put((byte) Integer.parseInt(octet));
            }
        }
        if (negative) {
            startOfAuthority(out);
        }
        byte[] bytes = new byte[out.position()];
        out.get(0, bytes);
        return bytes;
    }

    private static void record(ByteBuffer out, int type, int dataBytes) {
        out.putShort((short) POINTER_TO_QUESTION)
                .putShort((short) type)
                .putShort((short) CLASS_IN)
                .putInt(TTL_SECONDS)
                .putShort((short) dataBytes);
    }

    /// Lets the client remember for a few seconds that there is nothing (RFC 2308): both names are
    /// the root, then serial, refresh, retry, expire, minimum.
    private static void startOfAuthority(ByteBuffer out) {
        out.put((byte) 0)
                .putShort((short) TYPE_SOA)
                .putShort((short) CLASS_IN)
                .putInt(TTL_SECONDS)
                .putShort((short) 22)
                .put((byte) 0)
                .put((byte) 0)
                .putInt(1)
                .putInt(7200)
                .putInt(1800)
                .putInt(86_400)
                .putInt(TTL_SECONDS);
    }
}
