package dev.wiregauge.agent.packet;

import java.util.Set;

/// Which UDP destination ports mean which tunnel.
///
/// @param anyPort whether a tunnel is looked for behind every other port too, by checks strict
///   enough that payload is not mistaken for one
public record TunnelPorts(
        Set<Integer> vxlan,
        Set<Integer> vxlanGpe,
        Set<Integer> geneve,
        Set<Integer> wireGuard,
        boolean anyPort) {
    /// The assigned ports, the Linux kernel's older VXLAN port 8472 (Flannel), and any other port.
    public static final TunnelPorts USUAL =
            new TunnelPorts(Set.of(4789, 8472), Set.of(4790), Set.of(6081), Set.of(51820), true);

    public TunnelPorts {
        vxlan = Set.copyOf(vxlan);
        vxlanGpe = Set.copyOf(vxlanGpe);
        geneve = Set.copyOf(geneve);
        wireGuard = Set.copyOf(wireGuard);
    }
}
