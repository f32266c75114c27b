package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;

/// The lines for `ip` and `bridge` that lead packets from node to node, as Calico's Felix and BIRD
/// lay them.
final class TunnelLines {
    static final String VXLAN_DEVICE = "vxlan.calico";
    static final String IPIP_DEVICE = "tunl0";

    /// Calico's defaults (FelixConfiguration vxlanVNI and vxlanPort).
    static final int VXLAN_ID = 4096;

    static final int VXLAN_PORT = 4789;

    /// Second byte of the MAC address of a node's own interface, its VTEP, and a tunl0 neighbour.
    static final int NODE_MAC = 0x01;

    static final int VTEP_MAC = 0x66;

    /// The look-alike's program takes the outer destination from the last four bytes.
    static final int TUNL0_PEER_MAC = 0x04;

    private TunnelLines() {}

    static List<String> devices(LabTopology topology, Node node, Tunl0 tunl0) {
        List<String> lines = new ArrayList<>();
        int mtu = topology.options().mtuBytes();
        for (AddressFamily family : vxlanFamilies(topology)) {
            String vxlan = family.vxlanDevice();
            lines.add(
                    "link add %s address %s mtu %d type vxlan id %d local %s dev %s dstport %d nolearning"
                            .formatted(
                                    vxlan,
                                    node.mac(VTEP_MAC),
                                    mtu - family.overheadBytes(Encapsulation.VXLAN),
                                    VXLAN_ID,
                                    node.over(family).address(),
                                    LabPlan.UPLINK,
                                    VXLAN_PORT));
            lines.add(
                    "addr add "
                            + vtepAddress(topology, node, family)
                            + family.hostSuffix()
                            + " dev "
                            + vxlan
                            + family.atOnce());
            lines.add("link set " + vxlan + " up");
        }
        if (topology.routes(Encapsulation.IPIP)) {
            lines.addAll(ipipDevice(node, tunl0, mtu - Encapsulation.IPIP.overheadIpv4Bytes()));
            lines.add(
                    "addr add "
                            + topology.carrier(Encapsulation.IPIP, AddressFamily.IPV4)
                                    .orElseThrow()
                                    .tunnelAddress(node)
                            + "/32 dev "
                            + IPIP_DEVICE);
            lines.add("link set " + IPIP_DEVICE + " up");
        }
        if (topology.routes(Encapsulation.GENEVE)) {
            lines.addAll(GeneveLines.devices(topology, node));
        }
        if (topology.routes(Encapsulation.WIREGUARD)) {
            lines.addAll(WireguardLines.devices(topology, node));
        }
        return lines;
    }

    private static List<String> ipipDevice(Node node, Tunl0 tunl0, int mtu) {
        return switch (tunl0) {
            case KERNEL_FALLBACK -> List.of("link set " + IPIP_DEVICE + " mtu " + mtu);
            case KERNEL_ADDED ->
                    List.of(
                            "link add " + IPIP_DEVICE + " type ipip",
                            "link set " + IPIP_DEVICE + " mtu " + mtu);
            case LOOKALIKE ->
                    List.of(
                            // packets come back with the uplink's address as their destination
                            "link add %s mtu %d address %s type veth peer name %s mtu %d"
                                    .formatted(
                                            IPIP_DEVICE,
                                            mtu,
                                            node.mac(NODE_MAC),
                                            Tunl0.HIDDEN_END,
                                            mtu),
                            "link set " + Tunl0.HIDDEN_END + " arp off up");
        };
    }

    static List<String> routes(LabTopology topology, Node node, Tunl0 tunl0) {
        List<String> lines = new ArrayList<>();
        List<Node> others = topology.nodes().stream().filter(other -> !other.equals(node)).toList();
        for (Node other : others) {
            for (AddressFamily family : vxlanFamilies(topology)) {
                lines.add(
                        "neigh replace %s lladdr %s dev %s nud permanent"
                                .formatted(
                                        vtepAddress(topology, other, family),
                                        other.mac(VTEP_MAC),
                                        family.vxlanDevice()));
            }
            if (topology.routes(Encapsulation.IPIP) && tunl0 == Tunl0.LOOKALIKE) {
                lines.add(
                        "neigh replace %s lladdr %s dev %s nud permanent"
                                .formatted(
                                        other.address(), other.mac(TUNL0_PEER_MAC), IPIP_DEVICE));
            }
        }
        if (topology.routes(Encapsulation.GENEVE)) {
            lines.addAll(GeneveLines.neighbours(topology, node));
        }
        for (Pool pool : topology.pools()) {
            if (isBirds(topology, pool)) {
                continue;
            }
            lines.add("route add blackhole " + pool.block(node) + " proto 80");
            for (Node other : others) {
                lines.add("route add " + route(topology, pool, node, other));
            }
        }
        return lines;
    }

    /// Whether BIRD lays this pool's routes: as in Calico, those without any encapsulation.
    static boolean isBirds(LabTopology topology, Pool pool) {
        return topology.options().routes() == LabOptions.Routes.BIRD
                && pool.routedAs().expected(false).equals(pool.routedAs().expected(true))
                && pool.routedAs().expected(false).orElseThrow() == Encapsulation.NONE;
    }

    /// One node's route to a pool's block on another, in the words of `ip route`.
    static String route(LabTopology topology, Pool pool, Node node, Node other) {
        return switch (pool.between(node, other)) {
            case NONE ->
                    pool.block(other)
                            + " via "
                            + plainGateway(node, other, pool.family())
                            + " proto bird";
            case IPIP ->
                    "%s via %s dev %s onlink proto 80"
                            .formatted(pool.block(other), other.address(), IPIP_DEVICE);
            case VXLAN ->
                    "%s via %s dev %s onlink proto 80"
                            .formatted(
                                    pool.block(other),
                                    vtepAddress(topology, other, pool.family()),
                                    pool.family().vxlanDevice());
            case GENEVE -> GeneveLines.route(topology, pool, other);
            case WIREGUARD -> WireguardLines.route(pool, other);
            case GRE -> throw new IllegalStateException("the lab lays no routes for " + pool);
        };
    }

    static String plainGateway(Node node, Node other, AddressFamily family) {
        return node.subnet().equals(other.subnet())
                ? other.over(family).address()
                : node.over(family).gateway();
    }

    static List<String> vtepForwarding(LabTopology topology, Node node) {
        List<String> lines = new ArrayList<>();
        for (AddressFamily family : vxlanFamilies(topology)) {
            topology.nodes().stream()
                    .filter(other -> !other.equals(node))
                    .map(other ->
                            "fdb replace %s dev %s dst %s self permanent"
                                    .formatted(
                                            other.mac(VTEP_MAC),
                                            family.vxlanDevice(),
                                            other.over(family).address()))
                    .forEach(lines::add);
        }
        return lines;
    }

    /// What a fabric that peers with the nodes knows: where each block lives that crosses it
    /// without encapsulation.
    static List<String> routerRoutes(LabTopology topology) {
        List<String> lines = new ArrayList<>();
        for (Pool pool : topology.pools()) {
            if (pool.routedAs().expected(false).orElseThrow() == Encapsulation.NONE) {
                for (Node node : topology.nodes()) {
                    lines.add(
                            "route add "
                                    + pool.block(node)
                                    + " via "
                                    + node.over(pool.family()).address());
                }
            }
        }
        return lines;
    }

    private static List<AddressFamily> vxlanFamilies(LabTopology topology) {
        return topology.options().families().all().stream()
                .filter(family -> topology.routes(Encapsulation.VXLAN, family))
                .toList();
    }

    private static String vtepAddress(LabTopology topology, Node node, AddressFamily family) {
        return topology.carrier(Encapsulation.VXLAN, family).orElseThrow().tunnelAddress(node);
    }
}
