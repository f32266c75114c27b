package dev.wiregauge.agent.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes apart the headers that carry whole packets: GRE, ERSPAN, VXLAN, Geneve, WireGuard, ESP.
final class TunnelHeaders {
    private static final int TRANSPARENT_ETHERNET = 0x6558;
    private static final int ERSPAN_1_OR_2 = 0x88BE;
    private static final int ERSPAN_3 = 0x22EB;

    private TunnelHeaders() {}

    /// RFC 2784 with the key and sequence of RFC 2890; version 1 is PPTP's (RFC 2637).
    static Protocol gre(Walk walk) {
        if (!walk.has(Protocol.GRE, 4)) {
            return Protocol.END;
        }
        int flags = walk.u16(0);
        int version = flags & 7;
        int etherType = walk.u16(2);
        boolean routing = (flags & 0x4000) != 0;
        if (version > 1 || routing) {
            walk.forbidden(Protocol.GRE, routing ? "routing present" : "version", flags);
            return Protocol.DATA;
        }
        boolean hasChecksum = version == 0 && (flags & 0x8000) != 0;
        boolean hasKey = (flags & 0x2000) != 0;
        boolean hasSequence = (flags & 0x1000) != 0;
        boolean hasAcknowledgement = version == 1 && (flags & 0x80) != 0;
        int headerBytes =
                4
                        + words(hasChecksum)
                        + words(hasKey)
                        + words(hasSequence)
                        + words(hasAcknowledgement);
        if (!walk.has(Protocol.GRE, headerBytes)) {
            return Protocol.END;
        }
        int keyAt = 4 + words(hasChecksum);
        walk.layers.add(
                new Layer.Gre(
                        walk.offset(),
                        headerBytes,
                        version,
                        etherType,
                        hasChecksum,
                        hasKey ? Optional.of(walk.u32(keyAt)) : Optional.empty(),
                        hasSequence
                                ? Optional.of(walk.u32(keyAt + words(hasKey)))
                                : Optional.empty(),
                        version == 0
                                && hasKey
                                && !hasSequence
                                && etherType == TRANSPARENT_ETHERNET));
        walk.position += headerBytes;
        walk.etherType = etherType;
        return version == 1 ? Protocol.DATA : greCarries(etherType, hasSequence);
    }

    private static int words(boolean present) {
        return present ? 4 : 0;
    }

    /// @param flags the first 16 bits of a header of version 0
    static TunnelKind greKind(int etherType, int flags) {
        return switch (etherType) {
            case ERSPAN_1_OR_2, ERSPAN_3 -> TunnelKind.ERSPAN;
            case TRANSPARENT_ETHERNET ->
                    (flags & 0x3000) == 0x2000 ? TunnelKind.NVGRE : TunnelKind.GRE;
            default -> TunnelKind.GRE;
        };
    }

    static Protocol greCarries(int etherType, boolean hasSequence) {
        return switch (etherType) {
            case TRANSPARENT_ETHERNET -> Protocol.ETHERNET;
            // type 1 has neither a sequence number nor a header of its own
            case ERSPAN_1_OR_2 -> hasSequence ? Protocol.ERSPAN : Protocol.ETHERNET;
            case ERSPAN_3 -> Protocol.ERSPAN;
            default -> LinkHeaders.ofEtherType(etherType);
        };
    }

    static Protocol erspan(Walk walk) {
        if (!walk.has(Protocol.ERSPAN, 8)) {
            return Protocol.END;
        }
        int version = walk.u8(0) >>> 4;
        if (version != 1 && version != 2) {
            walk.forbidden(Protocol.ERSPAN, "version", version);
            return Protocol.DATA;
        }
        int headerBytes = version == 1 ? 8 : 12;
        if (!walk.has(Protocol.ERSPAN, headerBytes)) {
            return Protocol.END;
        }
        if (version == 2 && (walk.u8(11) & 1) != 0) { // the platform's own eight bytes follow
            headerBytes += 8;
            if (!walk.has(Protocol.ERSPAN, headerBytes)) {
                return Protocol.END;
            }
        }
        walk.layers.add(
                new Layer.Erspan(
                        walk.offset(),
                        headerBytes,
                        version + 1,
                        walk.u16(0) & 0xFFF,
                        walk.u16(2) & 0x3FF));
        walk.position += headerBytes;
        return Protocol.ETHERNET;
    }

    /// RFC 7348, and the generic protocol extension of draft-ietf-nvo3-vxlan-gpe.
    static Protocol vxlan(Walk walk, boolean gpe) {
        if (!walk.has(Protocol.VXLAN, 8)) {
            return Protocol.END;
        }
        int flags = walk.u8(0);
        if ((flags & 0x08) == 0) {
            walk.forbidden(Protocol.VXLAN, "flags", flags);
            return Protocol.DATA;
        }
        boolean saysProtocol = gpe && (flags & 0x04) != 0;
        int next = walk.u8(3);
        walk.layers.add(
                new Layer.Vxlan(
                        walk.offset(),
                        flags,
                        walk.u24(4),
                        saysProtocol ? Optional.of(next) : Optional.empty()));
        walk.position += 8;
        if (!saysProtocol) {
            return Protocol.ETHERNET;
        }
        return ofGpe(next);
    }

    static Protocol ofGpe(int next) {
        return switch (next) {
            case 1 -> Protocol.IPV4;
            case 2 -> Protocol.IPV6;
            case 3 -> Protocol.ETHERNET;
            case 5 -> Protocol.MPLS;
            default -> Protocol.DATA;
        };
    }

    static Protocol geneve(Walk walk) {
        if (!walk.has(Protocol.GENEVE, 8)) {
            return Protocol.END;
        }
        int version = walk.u8(0) >>> 6;
        if (version != 0) {
            walk.forbidden(Protocol.GENEVE, "version", version);
            return Protocol.DATA;
        }
        int headerBytes = 8 + (walk.u8(0) & 0x3F) * 4;
        if (!walk.has(Protocol.GENEVE, headerBytes)) {
            return Protocol.END;
        }
        int etherType = walk.u16(2);
        walk.layers.add(
                new Layer.Geneve(
                        walk.offset(),
                        headerBytes,
                        walk.u24(4),
                        etherType,
                        (walk.u8(1) & 0x80) != 0,
                        (walk.u8(1) & 0x40) != 0,
                        geneveOptions(walk, headerBytes)));
        walk.position += headerBytes;
        walk.etherType = etherType;
        return ofGeneve(etherType);
    }

    static Protocol ofGeneve(int etherType) {
        return etherType == TRANSPARENT_ETHERNET
                ? Protocol.ETHERNET
                : LinkHeaders.ofEtherType(etherType);
    }

    private static List<Layer.GeneveOption> geneveOptions(Walk walk, int end) {
        List<Layer.GeneveOption> options = new ArrayList<>(0);
        int at = 8;
        while (at + 4 <= end) {
            int dataBytes = (walk.u8(at + 3) & 0x1F) * 4;
            if (at + 4 + dataBytes > end) {
                walk.forbidden(Protocol.GENEVE, "option length", dataBytes / 4);
                break;
            }
            int type = walk.u8(at + 2);
            options.add(
                    new Layer.GeneveOption(
                            walk.u16(at), type & 0x7F, (type & 0x80) != 0, dataBytes));
            at += 4 + dataBytes;
        }
        return options;
    }

    /// What follows the header is encrypted and stays closed.
    static Protocol wireGuard(Walk walk) {
        if (!walk.has(Protocol.WIREGUARD, 8)) {
            return Protocol.END;
        }
        int type = walk.u8(0);
        if (type < 1 || type > 4 || walk.u24(1) != 0) {
            walk.forbidden(Protocol.WIREGUARD, "message type", walk.u32(0));
            return Protocol.DATA;
        }
        if (!walk.has(Protocol.WIREGUARD, type == 4 ? 16 : 8)) {
            return Protocol.END;
        }
        // an initiation and a cookie reply, a response, and data have the receiver at unlike places
        Optional<Long> receiver =
                switch (type) {
                    case 1 -> Optional.empty();
                    case 2 ->
                            walk.capturedBytes() < 12
                                    ? Optional.empty()
                                    : Optional.of(little32(walk, 8));
                    default -> Optional.of(little32(walk, 4));
                };
        Optional<Long> counter =
                type == 4
                        ? Optional.of(little32(walk, 8) | little32(walk, 12) << 32)
                        : Optional.empty();
        Layer.WireGuard header = new Layer.WireGuard(walk.offset(), type, receiver, counter);
        walk.layers.add(header);
        walk.position += header.headerBytes();
        return Protocol.DATA;
    }

    private static long little32(Walk walk, int at) {
        return Integer.reverseBytes((int) walk.u32(at)) & 0xFFFF_FFFFL;
    }

    static Protocol esp(Walk walk) {
        if (!walk.has(Protocol.ESP, 8)) {
            return Protocol.END;
        }
        walk.layers.add(new Layer.Esp(walk.offset(), walk.u32(0), walk.u32(4)));
        walk.position += 8;
        return Protocol.DATA;
    }
}
