package dev.wiregauge.agent.lab;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/// What a tunnel tells the sender of an inner packet when the underlay says that the outer one is
/// too large (RFC 2003, section 4.2).
final class FragNeeded {
    private static final int TYPE_UNREACHABLE = 3;
    private static final int CODE_FRAG_NEEDED = 4;
    private static final int ICMP_HEADER_BYTES = 8;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int PROTOCOL_IPIP = 4;
    private static final int DONT_FRAGMENT = 0x4000;

    /// An inner header and eight bytes behind it let the sender find its connection (RFC 792).
    private static final int LEAST_QUOTE_BYTES = IPV4_HEADER_BYTES + 8;

    /// An error message as a whole stays within 576 bytes (RFC 1812, section 4.3.2.3).
    private static final int MOST_QUOTE_BYTES = 576 - IPV4_HEADER_BYTES - ICMP_HEADER_BYTES;

    /// RFC 791: every host takes 68 bytes; a smaller MTU is a lie.
    private static final int LEAST_MTU_BYTES = 68;

    private final byte[] sender;
    private final byte[] message;

    private FragNeeded(byte[] sender, byte[] message) {
        this.sender = sender;
        this.message = message;
    }

    /// Four bytes: who sent the inner packet.
    byte[] sender() {
        return sender.clone();
    }

    /// An ICMP message for the sender, checksum included.
    byte[] message() {
        return message.clone();
    }

    /// Empty unless the packet is an ICMP frag-needed about a tunnel packet of this node whose
    /// inner packet may not be fragmented.
    ///
    /// @param packet a whole IPv4 packet
    /// @param node the tunnel's own address, four bytes
    static Optional<FragNeeded> relay(byte[] packet, byte[] node) {
        ByteBuffer in = ByteBuffer.wrap(packet);
        int icmp = headerBytes(in, 0);
        int outer = icmp + ICMP_HEADER_BYTES;
        if (icmp == 0
                || in.limit() < outer + IPV4_HEADER_BYTES
                || in.get(icmp) != TYPE_UNREACHABLE
                || in.get(icmp + 1) != CODE_FRAG_NEEDED) {
            return Optional.empty();
        }
        int inner = outer + headerBytes(in, outer);
        if (inner == outer
                || in.get(outer + 9) != PROTOCOL_IPIP
                || !Arrays.equals(packet, outer + 12, outer + 16, node, 0, 4)
                || in.limit() < inner + LEAST_QUOTE_BYTES
                || headerBytes(in, inner) == 0
                || (in.getShort(inner + 6) & DONT_FRAGMENT) == 0) {
            return Optional.empty();
        }
        int innerMtu = (in.getShort(icmp + 6) & 0xffff) - (inner - outer);
        if (innerMtu < LEAST_MTU_BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                new FragNeeded(
                        Arrays.copyOfRange(packet, inner + 12, inner + 16),
                        message(packet, inner, innerMtu)));
    }

    /// Length of the IPv4 header at an offset, 0 if there is none.
    private static int headerBytes(ByteBuffer packet, int offset) {
        if (packet.limit() < offset + IPV4_HEADER_BYTES || (packet.get(offset) & 0xf0) != 0x40) {
            return 0;
        }
        int bytes = (packet.get(offset) & 0xf) * 4;
        return bytes < IPV4_HEADER_BYTES ? 0 : bytes;
    }

    private static byte[] message(byte[] packet, int inner, int mtuBytes) {
        int quoteBytes = Math.min(packet.length - inner, MOST_QUOTE_BYTES);
        ByteBuffer message = ByteBuffer.allocate(ICMP_HEADER_BYTES + quoteBytes);
        message.put((byte) TYPE_UNREACHABLE)
                .put((byte) CODE_FRAG_NEEDED)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) mtuBytes)
                .put(packet, inner, quoteBytes);
        message.putShort(2, (short) checksum(message.array()));
        return message.array();
    }

    /// RFC 1071.
    private static int checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
            sum += (bytes[i] & 0xff) << 8 | low;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }
}
