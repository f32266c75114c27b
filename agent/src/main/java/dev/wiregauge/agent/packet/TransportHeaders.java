package dev.wiregauge.agent.packet;

import java.util.Optional;

/// Takes apart TCP and ICMP.
final class TransportHeaders {
    private static final int ICMP_HEADER_BYTES = 8;

    private TransportHeaders() {}

    static Protocol tcp(Walk walk) {
        if (!walk.has(Protocol.TCP, 20)) {
            return Protocol.END;
        }
        int headerBytes = (walk.u8(12) >>> 4) * 4;
        if (headerBytes < 20) {
            walk.forbidden(Protocol.TCP, "data offset", headerBytes / 4);
            return Protocol.DATA;
        }
        boolean whole = walk.has(Protocol.TCP, headerBytes);
        int optionsEnd = Math.min(headerBytes, walk.capturedBytes());
        walk.layers.add(
                new Layer.Tcp(
                        walk.offset(),
                        headerBytes,
                        walk.u16(0),
                        walk.u16(2),
                        walk.u32(4),
                        walk.u32(8),
                        (walk.u8(12) & 1) << 8 | walk.u8(13),
                        walk.u16(14),
                        options(walk, optionsEnd, whole),
                        Math.max(0, walk.wireBytes() - headerBytes)));
        if (!whole) {
            return Protocol.END;
        }
        walk.position += headerBytes;
        return Protocol.DATA;
    }

    private static TcpOptions options(Walk walk, int end, boolean whole) {
        if (end == 20) {
            return TcpOptions.NONE;
        }
        Optional<Integer> mss = Optional.empty();
        Optional<Integer> scale = Optional.empty();
        boolean sackPermitted = false;
        int sackBlocks = 0;
        Optional<TcpOptions.Timestamps> timestamps = Optional.empty();
        int at = 20;
        while (at < end) {
            int kind = walk.u8(at);
            if (kind == 0) {
                break;
            }
            if (kind == 1) {
                at++;
                continue;
            }
            int length = at + 1 < end ? walk.u8(at + 1) : 0;
            if (length < 2 || at + length > end) {
                if (whole) {
                    walk.forbidden(Protocol.TCP, "option length", length);
                }
                break;
            }
            switch (kind << 8 | length) {
                case 2 << 8 | 4 -> mss = Optional.of(walk.u16(at + 2));
                case 3 << 8 | 3 -> scale = Optional.of(walk.u8(at + 2));
                case 4 << 8 | 2 -> sackPermitted = true;
                case 8 << 8 | 10 ->
                        timestamps =
                                Optional.of(
                                        new TcpOptions.Timestamps(
                                                walk.u32(at + 2), walk.u32(at + 6)));
                default -> {
                    if (kind == 5) {
                        sackBlocks = (length - 2) / 8;
                    }
                }
            }
            at += length;
        }
        return new TcpOptions(mss, scale, sackPermitted, sackBlocks, timestamps);
    }

    static Protocol icmp(Walk walk, Decoder decoder, int quoteDepth) {
        if (!walk.has(Protocol.ICMP, ICMP_HEADER_BYTES)) {
            return Protocol.END;
        }
        int type = walk.u8(0);
        int code = walk.u8(1);
        boolean fragNeeded = type == 3 && code == 4;
        boolean quotes = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
        Optional<Packet> quoted =
                quotes
                        ? quoted(walk, decoder, Protocol.IPV4, walk.u8(5) * 4, quoteDepth)
                        : Optional.empty();
        Optional<Integer> mtu = fragNeeded ? Optional.of(walk.u16(6)) : Optional.empty();
        walk.layers.add(new Layer.Icmp(walk.offset(), 4, type, code, mtu, quoted));
        walk.position += ICMP_HEADER_BYTES;
        return quoted.isPresent() ? Protocol.END : Protocol.DATA;
    }

    static Protocol icmpv6(Walk walk, Decoder decoder, int quoteDepth) {
        if (!walk.has(Protocol.ICMPV6, ICMP_HEADER_BYTES)) {
            return Protocol.END;
        }
        int type = walk.u8(0);
        boolean tooBig = type == 2;
        boolean quotes = type >= 1 && type <= 4;
        int extendedBytes = type == 1 || type == 3 ? walk.u8(4) * 8 : 0;
        Optional<Packet> quoted =
                quotes
                        ? quoted(walk, decoder, Protocol.IPV6, extendedBytes, quoteDepth)
                        : Optional.empty();
        // an MTU above 2^31 is absurd, and shown as what a 32-bit number can hold
        Optional<Integer> mtu =
                tooBig
                        ? Optional.of((int) Math.min(Integer.MAX_VALUE, walk.u32(4)))
                        : Optional.empty();
        walk.layers.add(new Layer.Icmp(walk.offset(), 6, type, walk.u8(1), mtu, quoted));
        walk.position += ICMP_HEADER_BYTES;
        return quoted.isPresent() ? Protocol.END : Protocol.DATA;
    }

    /// @param extendedBytes where the quote ends and RFC 4884's extensions begin; 0 without them
    private static Optional<Packet> quoted(
            Walk walk, Decoder decoder, Protocol first, int extendedBytes, int quoteDepth) {
        if (quoteDepth > 0 || walk.capturedBytes() <= ICMP_HEADER_BYTES) {
            return Optional.empty();
        }
        int rest = walk.wireBytes() - ICMP_HEADER_BYTES;
        int wireBytes = extendedBytes > 0 ? Math.min(extendedBytes, rest) : rest;
        return Optional.of(
                decoder.quoted(first, walk, ICMP_HEADER_BYTES, wireBytes, quoteDepth + 1));
    }
}
