package dev.wiregauge.agent.probe;

import dev.wiregauge.control.Probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The layout of probe datagrams: that of tagged ones (cookie, tag, length of the IP packet), so
/// that a capture finds both alike.
///
/// A question is filled up with zeros to its length. An answer goes on with what the server knows:
/// how many questions it had from this address, its name, and the address it saw.
final class ProbeDatagram {
    static final int COOKIE_BYTES = 16;
    static final int HEADER_BYTES = COOKIE_BYTES + 4 + 2;
    static final int IPV4_UDP_BYTES = 28;
    static final int IPV6_UDP_BYTES = 48;

    private ProbeDatagram() {}

    /// @param arrived questions that the server has had from this client's socket, this one
    ///   included
    record Answer(int tag, int arrived, String agent, String peerSeen) {}

    static byte[] cookie(String hex) {
        if (!hex.matches("[0-9a-fA-F]{32}")) {
            throw new IllegalArgumentException(
                    "cookie is \"" + hex + "\", allowed: 32 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }

    static byte[] question(byte[] cookie, int tag, int packetBytes, int ipAndUdpBytes) {
        int length = Math.max(HEADER_BYTES, packetBytes - ipAndUdpBytes);
        return ByteBuffer.allocate(length)
                .put(cookie)
                .putInt(tag)
                .putShort((short) packetBytes)
                .array();
    }

    /// The tag of a question, or empty where this is none of ours.
    static Optional<Integer> questionTag(byte[] cookie, ByteBuffer datagram) {
        if (!hasCookie(cookie, datagram)) {
            return Optional.empty();
        }
        int tag = datagram.getInt(datagram.position() + COOKIE_BYTES);
        return tag < 0 || (tag & Probe.ANSWER_BIT) != 0 ? Optional.empty() : Optional.of(tag);
    }

    static byte[] answer(byte[] cookie, Answer answer, int ipAndUdpBytes) {
        byte[] agent = answer.agent().getBytes(StandardCharsets.UTF_8);
        byte[] peer = answer.peerSeen().getBytes(StandardCharsets.UTF_8);
        int length = HEADER_BYTES + 4 + 1 + agent.length + 1 + peer.length;
        return ByteBuffer.allocate(length)
                .put(cookie)
                .putInt(answer.tag() | Probe.ANSWER_BIT)
                .putShort((short) (length + ipAndUdpBytes))
                .putInt(answer.arrived())
                .put((byte) agent.length)
                .put(agent)
                .put((byte) peer.length)
                .put(peer)
                .array();
    }

    static Optional<Answer> readAnswer(byte[] cookie, byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        if (datagram.length < HEADER_BYTES + 6 || !hasCookie(cookie, in)) {
            return Optional.empty();
        }
        int tag = in.getInt(COOKIE_BYTES);
        if ((tag & Probe.ANSWER_BIT) == 0) {
            return Optional.empty();
        }
        in.position(HEADER_BYTES);
        int arrived = in.getInt();
        Optional<String> agent = text(in);
        Optional<String> peer = text(in);
        return agent.isEmpty() || peer.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Answer(tag & ~Probe.ANSWER_BIT, arrived, agent.get(), peer.get()));
    }

    private static Optional<String> text(ByteBuffer in) {
        int length = in.hasRemaining() ? in.get() & 0xff : Integer.MAX_VALUE;
        if (length > in.remaining()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    private static boolean hasCookie(byte[] cookie, ByteBuffer datagram) {
        if (datagram.remaining() < HEADER_BYTES) {
            return false;
        }
        byte[] start = new byte[COOKIE_BYTES];
        datagram.get(datagram.position(), start);
        return Arrays.equals(start, cookie);
    }
}
