package dev.wiregauge.agent.packet;

import java.util.Arrays;
import java.util.Set;

/// Which UDP ports mean which tunnel.
///
/// A configured destination port decides alone, but for WireGuard, whose messages must have its
/// shape too and may come from the port as well.
public final class TunnelPorts {
    /// The assigned ports, the Linux kernel's older VXLAN port 8472 (Flannel), and any other port.
    public static final TunnelPorts USUAL =
            new TunnelPorts(Set.of(4789, 8472), Set.of(4790), Set.of(6081), Set.of(51820), true);

    private final Protocol[] byPort = new Protocol[1 << 16];
    private final boolean anyPort;

    /// @param anyPort whether a tunnel is looked for behind every other port too, by checks strict
    ///   enough that payload is not mistaken for one
    public TunnelPorts(
            Set<Integer> vxlan,
            Set<Integer> vxlanGpe,
            Set<Integer> geneve,
            Set<Integer> wireGuard,
            boolean anyPort) {
        this.anyPort = anyPort;
        Arrays.fill(byPort, Protocol.DATA);
        vxlan.forEach(port -> byPort[port] = Protocol.VXLAN);
        vxlanGpe.forEach(port -> byPort[port] = Protocol.VXLAN_GPE);
        geneve.forEach(port -> byPort[port] = Protocol.GENEVE);
        wireGuard.forEach(port -> byPort[port] = Protocol.WIREGUARD);
    }

    /// The protocol of a UDP payload: a tunnel, or [Protocol#DATA]. Does not allocate.
    Protocol inside(int source, int destination, byte[] bytes, int at, int captured, int wire) {
        Protocol configured = byPort[destination];
        if (configured != Protocol.DATA && configured != Protocol.WIREGUARD) {
            return configured;
        }
        boolean wireGuardPort =
                configured == Protocol.WIREGUARD || byPort[source] == Protocol.WIREGUARD;
        if (!anyPort) {
            return wireGuardPort && TunnelShapes.wireGuard(bytes, at, captured, wire)
                    ? Protocol.WIREGUARD
                    : Protocol.DATA;
        }
        if (TunnelShapes.vxlan(bytes, at, captured, wire)) {
            return Protocol.VXLAN;
        }
        if (TunnelShapes.geneve(bytes, at, captured, wire)) {
            return Protocol.GENEVE;
        }
        return TunnelShapes.wireGuard(bytes, at, captured, wire)
                ? Protocol.WIREGUARD
                : Protocol.DATA;
    }
}
