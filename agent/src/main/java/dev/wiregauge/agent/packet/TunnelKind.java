package dev.wiregauge.agent.packet;

/// What lies between an underlay's IP header and the packet inside.
public enum TunnelKind {
    NONE,
    /// IP directly in IP, of either version.
    IPIP,
    GRE,
    /// GRE with Ethernet inside and a key that is a virtual subnet (RFC 7637).
    NVGRE,
    /// GRE with mirrored Ethernet inside.
    ERSPAN,
    VXLAN,
    GENEVE,
    /// Encrypted: the packet inside cannot be seen.
    WIREGUARD,
    /// Encrypted: the packet inside cannot be seen.
    ESP
}
