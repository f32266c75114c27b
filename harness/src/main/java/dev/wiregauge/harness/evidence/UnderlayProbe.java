package dev.wiregauge.harness.evidence;

import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NodePort;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What tunnels, routing daemons and the cluster's own programs need of the way between two nodes.
///
/// @param plan which programs the cluster has; where unknown, no port of theirs is asked
/// @param kernels by agent
record UnderlayProbe(
        Inquiry inquiry,
        String cookie,
        Optional<ClusterPlan> plan,
        Map<String, NetworkFacts> kernels) {
    /// More than any common MTU, jumbo frames included.
    private static final int FRAGMENTED_BYTES = 12_000;

    private static final int BGP_PORT = 179;

    /// Of every kubelet: logs, exec and metrics come by it.
    private static final int KUBELET_PORT = 10_250;

    /// Calico's default (FelixConfiguration wireguardListeningPort).
    private static final int WIREGUARD_PORT = 51_820;

    private static final int SMALL_PACKET_BYTES = 96;

    /// @param path between two nodes that answer each other
    boolean of(PathUnderProbe path) {
        path.fragmented(echo(path, path.port(), FRAGMENTED_BYTES, "fragments " + path.name()));
        if (hasWireguard(path.client().node()) && hasWireguard(path.to().node())) {
            path.wireguard(
                    echo(
                            path,
                            WIREGUARD_PORT,
                            SMALL_PACKET_BYTES,
                            "UDP " + WIREGUARD_PORT + " " + path.name()));
        }
        for (int port : ports(path)) {
            path.port(
                    port,
                    inquiry.ask(
                            path.client(),
                            new Probe.HalfOpen(
                                    path.to().address(),
                                    port,
                                    EvidenceCollector.TCP_PATIENCE_MILLIS),
                            ProbeAnswer.TcpConnections.class,
                            "TCP " + port + " " + path.name()));
        }
        return true;
    }

    private List<Integer> ports(PathUnderProbe path) {
        List<Integer> ports = new ArrayList<>(List.of(BGP_PORT, KUBELET_PORT));
        for (NodePort port : NodePort.values()) {
            if (plan.filter(known -> port.isNeeded(known, path.client().node(), path.to().node()))
                    .isPresent()) {
                ports.add(port.number());
            }
        }
        return ports;
    }

    private Optional<Echoes> echo(PathUnderProbe path, int port, int packetBytes, String what) {
        return inquiry.ask(
                path.client(),
                new Probe.Echo(
                        cookie,
                        path.to().address(),
                        port,
                        path.firstTag(),
                        EvidenceCollector.SINGLE_DATAGRAMS,
                        packetBytes,
                        false,
                        0,
                        false),
                Echoes.class,
                what);
    }

    private boolean hasWireguard(String node) {
        return Optional.ofNullable(kernels.get(node)).stream()
                .flatMap(facts -> facts.links().stream())
                .anyMatch(link -> link.kind().equals("wireguard"));
    }
}
