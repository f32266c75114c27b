package dev.wiregauge.agent.packet;

/// Takes apart UDP and decides which tunnel, if any, is inside.
///
/// A configured destination port decides alone. Behind any other port a tunnel is believed only if
/// its fixed bits are right *and* a whole plausible packet follows: an IPv4 header with a valid
/// checksum, an IPv6 header whose length fills the datagram, or an ARP packet. Random payload
/// passes the IPv4 check about once in 2^50 datagrams.
final class UdpHeaders {
    private static final int ETHERNET_BYTES = 14;

    private UdpHeaders() {}

    static Protocol udp(Walk walk, TunnelPorts ports) {
        if (!walk.has(Protocol.UDP, 8)) {
            return Protocol.END;
        }
        int lengthBytes = walk.u16(4);
        int source = walk.u16(0);
        int destination = walk.u16(2);
        walk.layers.add(
                new Layer.Udp(walk.offset(), source, destination, lengthBytes, walk.u16(6)));
        // 0 stands for "to the end" in jumbograms (RFC 2675 section 4) and super-frames
        if (lengthBytes != 0) {
            if (lengthBytes < 8) {
                walk.forbidden(Protocol.UDP, "length", lengthBytes);
                return Protocol.END;
            }
            if (lengthBytes > walk.wireBytes()) {
                walk.missing(Protocol.UDP, lengthBytes, walk.wireBytes());
            }
            walk.limit(lengthBytes);
        }
        walk.position += 8;
        return carried(walk, ports, source, destination);
    }

    private static Protocol carried(Walk walk, TunnelPorts ports, int source, int destination) {
        if (ports.vxlan().contains(destination)) {
            return Protocol.VXLAN;
        }
        if (ports.vxlanGpe().contains(destination)) {
            return Protocol.VXLAN_GPE;
        }
        if (ports.geneve().contains(destination)) {
            return Protocol.GENEVE;
        }
        boolean wireGuardPort =
                ports.wireGuard().contains(destination) || ports.wireGuard().contains(source);
        if (wireGuardPort && looksLikeWireGuard(walk)) {
            return Protocol.WIREGUARD;
        }
        if (!ports.anyPort()) {
            return Protocol.DATA;
        }
        if (looksLikeVxlan(walk)) {
            return Protocol.VXLAN;
        }
        if (looksLikeGeneve(walk)) {
            return Protocol.GENEVE;
        }
        return looksLikeWireGuard(walk) ? Protocol.WIREGUARD : Protocol.DATA;
    }

    private static boolean looksLikeVxlan(Walk walk) {
        return walk.capturedBytes() >= 8 + ETHERNET_BYTES + 20
                && walk.u8(0) == 0x08
                && walk.u24(1) == 0
                && walk.u8(7) == 0
                && looksLikePacket(walk, walk.u16(8 + 12), 8 + ETHERNET_BYTES);
    }

    private static boolean looksLikeGeneve(Walk walk) {
        if (walk.capturedBytes() < 8 + 20 || walk.u8(0) >>> 6 != 0) {
            return false;
        }
        int headerBytes = 8 + (walk.u8(0) & 0x3F) * 4;
        boolean reservedAreZero = (walk.u8(1) & 0x3F) == 0 && walk.u8(7) == 0;
        if (!reservedAreZero || walk.capturedBytes() < headerBytes + ETHERNET_BYTES + 20) {
            return false;
        }
        int etherType = walk.u16(2);
        return etherType == 0x6558
                ? looksLikePacket(walk, walk.u16(headerBytes + 12), headerBytes + ETHERNET_BYTES)
                : looksLikePacket(walk, etherType, headerBytes);
    }

    private static boolean looksLikePacket(Walk walk, int etherType, int at) {
        int room = walk.wireBytes() - at;
        return switch (etherType) {
            case 0x0800 ->
                    walk.capturedBytes() >= at + 20
                            && walk.u8(at) == 0x45
                            && walk.u16(at + 2) <= room
                            && BigEndian.onesSum(walk.bytes, walk.position + at, 20) == 0xFFFF;
            case 0x86DD ->
                    walk.capturedBytes() >= at + 40
                            && walk.u8(at) >>> 4 == 6
                            && walk.u16(at + 4) + 40 == room;
            case 0x0806 ->
                    walk.capturedBytes() >= at + 28
                            && walk.u32(at) == 0x0001_0800
                            && walk.u16(at + 4) == 0x0604;
            default -> false;
        };
    }

    /// Handshake messages have one length each; data is padded to 16 and ends in a 16-byte tag.
    private static boolean looksLikeWireGuard(Walk walk) {
        if (walk.capturedBytes() < 16 || walk.u24(1) != 0) {
            return false;
        }
        int bytes = walk.wireBytes();
        return switch (walk.u8(0)) {
            case 1 -> bytes == 148;
            case 2 -> bytes == 92;
            case 3 -> bytes == 64;
            case 4 -> bytes >= 32 && bytes % 16 == 0;
            default -> false;
        };
    }
}
