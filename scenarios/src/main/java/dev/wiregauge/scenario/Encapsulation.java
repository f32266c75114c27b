package dev.wiregauge.scenario;

/// What surrounds a pod's packet on the underlay.
///
/// The byte counts are what an IPv4 underlay adds to each packet: IPIP one IPv4 header (RFC 2003),
/// VXLAN an IPv4, UDP and VXLAN header plus the inner Ethernet header (RFC 7348), Geneve the same
/// without options (RFC 8926), WireGuard an IPv4 and UDP header, 16 bytes of message header and a
/// 16-byte tag.
public enum Encapsulation {
    NONE(0),
    IPIP(20),
    VXLAN(50),
    GENEVE(50),
    GRE(24),
    WIREGUARD(60);

    private final int overheadIpv4Bytes;

    Encapsulation(int overheadIpv4Bytes) {
        this.overheadIpv4Bytes = overheadIpv4Bytes;
    }

    /// Bytes that an IPv4 underlay adds to each packet.
    public int overheadIpv4Bytes() {
        return overheadIpv4Bytes;
    }

    public int overheadBytes(boolean ipv6Underlay) {
        return ipv6Underlay ? overheadIpv6Bytes() : overheadIpv4Bytes;
    }

    /// Bytes that an IPv6 underlay adds to each packet: 20 more than IPv4, where the tunnel exists
    /// there.
    public int overheadIpv6Bytes() {
        return this == NONE ? 0 : overheadIpv4Bytes + 20;
    }
}
