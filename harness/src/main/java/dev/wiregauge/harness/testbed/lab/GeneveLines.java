package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pool;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;

/// The lines for `ip` of Geneve tunnels (RFC 8926): a device for each other node, since the kernel
/// has no forwarding table for them.
final class GeneveLines {
    private static final int NETWORK_ID = 4096;
    private static final int PORT = 6081;

    /// Second byte of the MAC address of a node's end of its tunnels.
    private static final int MAC = 0x6e;

    private GeneveLines() {}

    private static String device(Node peer) {
        return "gnv-" + peer.name();
    }

    static List<String> devices(LabTopology topology, Node node) {
        List<String> lines = new ArrayList<>();
        int mtu = topology.options().mtuBytes() - Encapsulation.GENEVE.overheadIpv4Bytes();
        for (Node peer : others(topology, node)) {
            lines.add(
                    "link add %s address %s mtu %d type geneve id %d remote %s dstport %d"
                            .formatted(
                                    device(peer),
                                    node.mac(MAC),
                                    mtu,
                                    NETWORK_ID,
                                    peer.address(),
                                    PORT));
            lines.add("addr add " + address(topology, node) + "/32 dev " + device(peer));
            lines.add("link set " + device(peer) + " up");
        }
        return lines;
    }

    static List<String> neighbours(LabTopology topology, Node node) {
        return others(topology, node).stream()
                .map(peer ->
                        "neigh replace %s lladdr %s dev %s nud permanent"
                                .formatted(address(topology, peer), peer.mac(MAC), device(peer)))
                .toList();
    }

    static String route(LabTopology topology, Pool pool, Node peer) {
        return "%s via %s dev %s onlink proto 80"
                .formatted(pool.block(peer), address(topology, peer), device(peer));
    }

    private static String address(LabTopology topology, Node node) {
        return topology.carrier(Encapsulation.GENEVE, AddressFamily.IPV4)
                .orElseThrow()
                .tunnelAddress(node);
    }

    private static List<Node> others(LabTopology topology, Node node) {
        return topology.nodes().stream().filter(other -> !other.equals(node)).toList();
    }
}
