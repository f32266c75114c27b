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
    GENEVE(Optional.of(Encapsulation.GENEVE), false);

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

    /// Whether two nodes of one subnet exchange other packets than two nodes of different ones.
    public boolean dependsOnSubnet() {
        return crossSubnet;
    }

    public static Optional<Mode> of(String id) {
        return Names.find(values(), Mode::id, id);
    }
}
