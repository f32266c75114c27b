package dev.wiregauge.agent.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes apart IPv4, IPv6 with its extension headers, and AH.
final class IpHeaders {
    private static final int IPV6_FIXED_BYTES = 40;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int NO_NEXT_HEADER = 59;

    /// More than any legitimate packet has (RFC 8200 section 4.1 names seven at most).
    private static final int MAX_EXTENSIONS = 16;

    private IpHeaders() {}

    static Protocol ipv4(Walk walk) {
        if (!walk.has(Protocol.IPV4, 20)) {
            return Protocol.END;
        }
        int version = walk.u8(0) >>> 4;
        int headerBytes = (walk.u8(0) & 15) * 4;
        if (version != 4) {
            walk.forbidden(Protocol.IPV4, "version", version);
            return Protocol.DATA;
        }
        if (headerBytes < 20) {
            walk.forbidden(Protocol.IPV4, "IHL", headerBytes / 4);
            return Protocol.DATA;
        }
        if (!walk.has(Protocol.IPV4, headerBytes)) {
            return Protocol.END;
        }
        int saidBytes = walk.u16(2);
        boolean fromFrame = saidBytes == 0;
        int totalBytes = fromFrame ? walk.wireBytes() : saidBytes;
        if (totalBytes < headerBytes) {
            walk.forbidden(Protocol.IPV4, "total length", totalBytes);
            return Protocol.DATA;
        }
        if (totalBytes > walk.wireBytes()) {
            walk.missing(Protocol.IPV4, totalBytes, walk.wireBytes());
        }
        Layer.Ipv4 header = ipv4Header(walk, headerBytes, totalBytes, fromFrame);
        walk.layers.add(header);
        walk.limit(totalBytes);
        walk.position += headerBytes;
        return payload(walk, header);
    }

    private static Layer.Ipv4 ipv4Header(
            Walk walk, int headerBytes, int totalBytes, boolean fromFrame) {
        int fragment = walk.u16(6);
        return new Layer.Ipv4(
                walk.offset(),
                headerBytes,
                totalBytes,
                walk.u8(1),
                walk.u16(4),
                (fragment & 0x4000) != 0,
                (fragment & 0x2000) != 0,
                (fragment & 0x1FFF) * 8,
                walk.u8(8),
                walk.u8(9),
                BigEndian.onesSum(walk.bytes, walk.position, headerBytes) == 0xFFFF,
                fromFrame,
                walk.ipv4Address(12),
                walk.ipv4Address(16));
    }

    private static Protocol payload(Walk walk, Layer.Ip ip) {
        if (ip.fragmentOffsetBytes() > 0) {
            return Protocol.DATA;
        }
        walk.partial |= ip.moreFragments();
        return ofNumber(ip.nextProtocol());
    }

    static Protocol ipv6(Walk walk) {
        if (!walk.has(Protocol.IPV6, IPV6_FIXED_BYTES)) {
            return Protocol.END;
        }
        if (walk.u8(0) >>> 4 != 6) {
            walk.forbidden(Protocol.IPV6, "version", walk.u8(0) >>> 4);
            return Protocol.DATA;
        }
        Extensions extensions = new Extensions(walk.u8(6));
        int payloadBytes = walk.u16(4);
        if (payloadBytes > 0) {
            extensions.totalBytes = IPV6_FIXED_BYTES + payloadBytes;
            if (extensions.totalBytes > walk.wireBytes()) {
                walk.missing(Protocol.IPV6, extensions.totalBytes, walk.wireBytes());
            }
            walk.limit(extensions.totalBytes);
        } else {
            extensions.fromFrame = extensions.next != NO_NEXT_HEADER;
            extensions.totalBytes = extensions.fromFrame ? walk.wireBytes() : IPV6_FIXED_BYTES;
            walk.limit(extensions.totalBytes);
        }
        boolean whole = extensions.read(walk);
        Layer.Ipv6 header = ipv6Header(walk, extensions);
        walk.layers.add(header);
        walk.limit(extensions.totalBytes);
        walk.position += extensions.headerBytes;
        return whole ? payload(walk, header) : Protocol.END;
    }

    private static Layer.Ipv6 ipv6Header(Walk walk, Extensions extensions) {
        int first = (int) walk.u32(0);
        return new Layer.Ipv6(
                walk.offset(),
                extensions.headerBytes,
                extensions.totalBytes,
                first >>> 20 & 255,
                first & 0xFFFFF,
                extensions.seen,
                extensions.fragmentId,
                extensions.moreFragments,
                extensions.fragmentOffsetBytes,
                walk.u8(7),
                extensions.next,
                extensions.fromFrame,
                walk.ipv6Address(8),
                walk.ipv6Address(24));
    }

    /// The chain of extension headers behind an IPv6 header (RFC 8200 section 4).
    private static final class Extensions {
        final List<Integer> seen = new ArrayList<>(0);
        int next;
        int headerBytes = IPV6_FIXED_BYTES;
        int totalBytes;
        boolean fromFrame;
        boolean moreFragments;
        int fragmentOffsetBytes;
        Optional<Long> fragmentId = Optional.empty();

        Extensions(int firstNext) {
            this.next = firstNext;
        }

        /// False where the chain is cut or too long.
        boolean read(Walk walk) {
            while (isExtension(next) && fragmentOffsetBytes == 0) {
                if (seen.size() == MAX_EXTENSIONS) {
                    walk.tooDeep(Protocol.IPV6);
                    return false;
                }
                if (!walk.has(Protocol.IPV6, headerBytes + 8)) {
                    return false;
                }
                int bytes = next == FRAGMENT ? 8 : 8 + 8 * walk.u8(headerBytes + 1);
                if (!walk.has(Protocol.IPV6, headerBytes + bytes)) {
                    return false;
                }
                take(walk, bytes);
            }
            return true;
        }

        private void take(Walk walk, int bytes) {
            if (next == FRAGMENT) {
                int field = walk.u16(headerBytes + 2);
                fragmentOffsetBytes = field & 0xFFF8;
                moreFragments = (field & 1) != 0;
                fragmentId = Optional.of(walk.u32(headerBytes + 4));
            }
            if (next == HOP_BY_HOP && fromFrame) {
                totalBytes = jumboTotal(walk.bytes, walk.position + headerBytes, bytes, totalBytes);
            }
            seen.add(next);
            next = walk.u8(headerBytes);
            headerBytes += bytes;
        }
    }

    /// The jumbo payload option gives the length that 16 bits cannot (RFC 2675): BIG TCP.
    ///
    /// @param at where the hop-by-hop header begins
    /// @param otherwise the answer where there is no such option, and the most that can be
    static int jumboTotal(byte[] bytes, int at, int headerBytes, int otherwise) {
        int option = at + 2;
        int end = at + headerBytes;
        while (option + 2 <= end) {
            int type = BigEndian.u8(bytes, option);
            if (type == 0) { // Pad1 has no length
                option++;
                continue;
            }
            int length = BigEndian.u8(bytes, option + 1);
            if (type == 0xC2 && length == 4 && option + 6 <= end) {
                long payloadBytes = BigEndian.u32(bytes, option + 2);
                boolean fits =
                        payloadBytes > 0xFFFF && payloadBytes <= otherwise - IPV6_FIXED_BYTES;
                return fits ? IPV6_FIXED_BYTES + (int) payloadBytes : otherwise;
            }
            option += 2 + length;
        }
        return otherwise;
    }

    static boolean isExtension(int next) {
        return next == HOP_BY_HOP
                || next == ROUTING
                || next == FRAGMENT
                || next == DESTINATION_OPTIONS;
    }

    static Protocol ah(Walk walk) {
        if (!walk.has(Protocol.AH, 12)) {
            return Protocol.END;
        }
        int headerBytes = (walk.u8(1) + 2) * 4;
        if (headerBytes < 12) {
            walk.forbidden(Protocol.AH, "payload length", walk.u8(1));
            return Protocol.DATA;
        }
        if (!walk.has(Protocol.AH, headerBytes)) {
            return Protocol.END;
        }
        int next = walk.u8(0);
        walk.layers.add(new Layer.Ah(walk.offset(), headerBytes, next, walk.u32(4), walk.u32(8)));
        walk.position += headerBytes;
        return ofNumber(next);
    }

    static Protocol ofNumber(int ipProtocol) {
        return switch (ipProtocol) {
            case 1 -> Protocol.ICMP;
            case 4 -> Protocol.IPV4;
            case 6 -> Protocol.TCP;
            case 17 -> Protocol.UDP;
            case 41 -> Protocol.IPV6;
            case 47 -> Protocol.GRE;
            case 50 -> Protocol.ESP;
            case 51 -> Protocol.AH;
            case 58 -> Protocol.ICMPV6;
            case 137 -> Protocol.MPLS;
            default -> Protocol.DATA;
        };
    }
}
