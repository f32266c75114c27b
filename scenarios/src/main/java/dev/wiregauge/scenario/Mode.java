package dev.wiregauge.scenario;

import dev.wiregauge.json.Names;

import java.util.Optional;

/// How pod traffic crosses nodes.
///
/// A mode is what was *configured*; only packets on the underlay tell what is used.
public enum Mode {
    /// Whatever the cluster does today, untouched; what to expect on the wire is not known
    /// beforehand.
    CURRENT(Optional.empty(), false),
    /// Node to node without pods: the baseline.
    HOST(Optional.of(Encapsulation.NONE), false),
    /// Plain routes between nodes, no encapsulation.
    BGP(Optional.of(Encapsulation.NONE), false),
    IPIP(Optional.of(Encapsulation.IPIP), false),
    VXLAN(Optional.of(Encapsulation.VXLAN), false),
    /// Encapsulated only between nodes of different subnets.
    IPIP_CROSS_SUBNET(Optional.of(Encapsulation.IPIP), true),
    VXLAN_CROSS_SUBNET(Optional.of(Encapsulation.VXLAN), true),
    WIREGUARD(Optional.of(Encapsulation.WIREGUARD), false),
    GENEVE(Optional.of(Encapsulation.GENEVE), false),
    /// The same with IPv6 pods, and VXLAN between the nodes' IPv6 addresses, beside modes over IPv4
    /// in one run.
    BGP_IPV6(Optional.of(Encapsulation.NONE), false),
    VXLAN_IPV6(Optional.of(Encapsulation.VXLAN), false);

    private final Optional<Encapsulation> encapsulation;
    private final boolean crossSubnet;

    Mode(Optional<Encapsulation> encapsulation, boolean crossSubnet) {
        this.encapsulation = encapsulation;
        this.crossSubnet = crossSubnet;
    }

    /// The name in scenarios, on the command line and in reports, such as `ipip` or
    /// `vxlan-cross-subnet`.
    public String id() {
        return Names.kebab(name());
    }

    /// What the underlay must show between two nodes, or empty where only the wire can tell.
    public Optional<Encapsulation> expected(boolean sameSubnet) {
        return crossSubnet && sameSubnet ? Optional.of(Encapsulation.NONE) : encapsulation;
    }

    /// The mode that does the same for IPv6 pods in a run over both families; empty where there is
    /// none.
    public Optional<Mode> overIpv6() {
        return switch (this) {
            case BGP -> Optional.of(BGP_IPV6);
            case VXLAN -> Optional.of(VXLAN_IPV6);
            case CURRENT,
                    HOST,
                    IPIP,
                    IPIP_CROSS_SUBNET,
                    VXLAN_CROSS_SUBNET,
                    WIREGUARD,
                    GENEVE,
                    BGP_IPV6,
                    VXLAN_IPV6 ->
                    Optional.empty();
        };
    }

    /// Whether its pods have IPv6 addresses whatever those of the other modes have.
    public boolean isOverIpv6() {
        return this == BGP_IPV6 || this == VXLAN_IPV6;
    }

    /// Whether two nodes of one subnet exchange other packets than two nodes of different ones.
    public boolean dependsOnSubnet() {
        return crossSubnet;
    }

    public static Optional<Mode> of(String id) {
        return Names.find(values(), Mode::id, id);
    }
}
