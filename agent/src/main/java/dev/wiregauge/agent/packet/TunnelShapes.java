package dev.wiregauge.agent.packet;

/// Whether a UDP payload has the shape of a tunnel, so strictly that payload is not taken for one.
///
/// A tunnel is believed if its fixed bits are right *and* a plausible packet follows: an IPv4
/// header with a valid checksum, an IPv6 header whose length fills the datagram, or an ARP packet.
/// Random payload passes the IPv4 check about once in 2^50 datagrams.
final class TunnelShapes {
    private static final int ETHERNET_BYTES = 14;

    private TunnelShapes() {}

    /// @param at where the UDP payload begins
    /// @param captured bytes of it in the array
    /// @param wire bytes of it on the wire
    static boolean vxlan(byte[] bytes, int at, int captured, int wire) {
        return captured >= 8 + ETHERNET_BYTES + 20
                && BigEndian.i32(bytes, at) == 0x0800_0000
                && bytes[at + 7] == 0
                && packet(bytes, at, 8 + ETHERNET_BYTES, captured, wire);
    }

    static boolean geneve(byte[] bytes, int at, int captured, int wire) {
        if (captured < 8 + 20) {
            return false;
        }
        int first = BigEndian.i32(bytes, at);
        // version 0, reserved bits clear in the first and the second word
        if ((first & 0xC03F_0000) != 0 || bytes[at + 7] != 0) {
            return false;
        }
        int headerBytes = 8 + (first >>> 24) * 4;
        if (captured < headerBytes + ETHERNET_BYTES + 20) {
            return false;
        }
        int etherType = first & 0xFFFF;
        return etherType == 0x6558
                ? packet(bytes, at, headerBytes + ETHERNET_BYTES, captured, wire)
                : packet(bytes, at, etherType, headerBytes, captured, wire);
    }

    private static boolean packet(byte[] bytes, int at, int offset, int captured, int wire) {
        int etherType = BigEndian.u16(bytes, at + offset - 2);
        return packet(bytes, at, etherType, offset, captured, wire);
    }

    private static boolean packet(
            byte[] bytes, int payload, int etherType, int offset, int captured, int wire) {
        int at = payload + offset;
        int room = wire - offset;
        return switch (etherType) {
            case 0x0800 ->
                    captured >= offset + 20
                            && bytes[at] == 0x45
                            && BigEndian.u16(bytes, at + 2) <= room
                            && BigEndian.onesSum(bytes, at, 20) == 0xFFFF;
            case 0x86DD ->
                    captured >= offset + 40
                            && BigEndian.u8(bytes, at) >>> 4 == 6
                            && BigEndian.u16(bytes, at + 4) + 40 == room;
            case 0x0806 ->
                    captured >= offset + 28
                            && BigEndian.i32(bytes, at) == 0x0001_0800
                            && BigEndian.u16(bytes, at + 4) == 0x0604;
            default -> false;
        };
    }

    /// Handshake messages have one length each; data is padded to 16 and ends in a 16-byte tag.
    static boolean wireGuard(byte[] bytes, int at, int captured, int wire) {
        if (captured < 16) {
            return false;
        }
        return switch (BigEndian.i32(bytes, at)) {
            case 0x0100_0000 -> wire == 148;
            case 0x0200_0000 -> wire == 92;
            case 0x0300_0000 -> wire == 64;
            case 0x0400_0000 -> wire >= 32 && wire % 16 == 0;
            default -> false;
        };
    }
}
