package dev.wiregauge.agent.packet;

/// The protocols that the decoder takes apart.
public enum Protocol {
    ETHERNET,
    VLAN,
    LINUX_SLL,
    LINUX_SLL2,
    BSD_LOOPBACK,
    RAW_IP,
    MPLS,
    ARP,
    IPV4,
    IPV6,
    ICMP,
    ICMPV6,
    TCP,
    UDP,
    GRE,
    ERSPAN,
    VXLAN,
    /// VXLAN whose header may say what it carries.
    VXLAN_GPE,
    GENEVE,
    WIREGUARD,
    ESP,
    AH,
    /// Bytes that are not taken apart further.
    DATA,
    /// Nothing follows.
    END
}
