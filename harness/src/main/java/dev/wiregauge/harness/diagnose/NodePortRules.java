package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.NodePort;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Ports that the cluster's own programs need between nodes. One that refuses is reached, and
/// nobody listens on this node; one that is silent is blocked; one that nobody needs is not asked.
final class NodePortRules implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<PathEvidence> healthy =
                view.paths(Path.NODE_NODE).stream()
                        .filter(path -> View.answers(path) && !explained.test(path))
                        .toList();
        List<Diagnosed> findings = new ArrayList<>();
        for (NodePort port : NodePort.values()) {
            byNode(healthy.stream().filter(path -> isSilent(path, port)).toList())
                    .forEach((node, hit) -> findings.add(blocked(port, node, hit, healthy)));
        }
        byNode(healthy.stream().filter(NodePortRules::refusesWireguard).toList())
                .forEach((node, hit) -> findings.add(withoutWireguard(node, hit)));
        return findings;
    }

    private static Map<String, List<PathEvidence>> byNode(List<PathEvidence> paths) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        paths.forEach(
                path -> byNode.computeIfAbsent(path.to().node(), _ -> new ArrayList<>()).add(path));
        return byNode;
    }

    private static Optional<TcpConnections> outcome(PathEvidence path, NodePort port) {
        return Optional.ofNullable(path.ports().get(Integer.toString(port.number())));
    }

    private static boolean isSilent(PathEvidence path, NodePort port) {
        return outcome(path, port)
                .filter(tcp -> tcp.attempts() > 0 && tcp.silent() == tcp.attempts())
                .isPresent();
    }

    private static boolean isOpen(PathEvidence path, NodePort port) {
        return outcome(path, port).filter(tcp -> tcp.connected() > 0).isPresent();
    }

    private static String ways(List<PathEvidence> paths) {
        TreeSet<String> ways = new TreeSet<>();
        paths.forEach(path -> ways.add(View.arrow(path.from().node(), path.to().node())));
        return String.join(", ", ways);
    }

    /// A few Typhas serve all nodes: where one is reached, silence elsewhere cuts nobody off.
    private static Diagnosed blocked(
            NodePort port, String node, List<PathEvidence> hit, List<PathEvidence> healthy) {
        boolean servedElsewhere =
                port == NodePort.TYPHA && healthy.stream().anyMatch(path -> isOpen(path, port));
        return Diagnosed.of(
                        "F67",
                        "%s (TCP %d) of %s cannot be reached"
                                .formatted(port.program(), port.number(), node))
                .severity(servedElsewhere ? Severity.INFO : Severity.WARNING)
                .at(node)
                .direction(ways(hit))
                .evidence(
                        hit.stream()
                                .map(path ->
                                        "probe %s: TCP %d neither answers nor refuses, other packets are answered"
                                                .formatted(path.name(), port.number()))
                                .toList())
                .evidence(others(port, node, healthy))
                .cause("a firewall on " + node + " or between the nodes drops the port")
                .fix(
                        switch (port) {
                            case TYPHA ->
                                    "allow TCP 5473 between all nodes: Felix asks Typha by it";
                            case API_SERVER -> "allow TCP 6443 from all nodes to the control plane";
                            case ETCD ->
                                    "allow TCP 2379 and 2380 between the nodes of the control plane";
                        })
                .sure("certain that the port is silent: a reachable one answers or refuses")
                .done();
    }

    /// How the same port behaves on other nodes.
    private static List<String> others(NodePort port, String node, List<PathEvidence> healthy) {
        return healthy.stream()
                .filter(path -> !path.to().node().equals(node))
                .filter(path -> outcome(path, port).isPresent() && !isSilent(path, port))
                .map(path ->
                        "control, %s: TCP %d is %s"
                                .formatted(
                                        path.name(),
                                        port.number(),
                                        isOpen(path, port)
                                                ? "open"
                                                : "refused: reached, nobody listens"))
                .toList();
    }

    private static boolean refusesWireguard(PathEvidence path) {
        return path.wireguard()
                .map(Echoes::errors)
                .filter(errors ->
                        errors.keySet().stream().anyMatch(e -> e.startsWith("ECONNREFUSED")))
                .isPresent();
    }

    private static Diagnosed withoutWireguard(String node, List<PathEvidence> hit) {
        return Diagnosed.of("F67", "WireGuard of " + node + " does not listen on UDP 51820")
                .severity(Severity.WARNING)
                .at(node)
                .direction(ways(hit))
                .evidence(
                        "probe %s: UDP 51820 is refused; WireGuard itself is silent to strangers"
                                .formatted(hit.getFirst().name()))
                .evidence("kernel of " + node + ": it has a WireGuard device")
                .cause("the device is down, or listens on another port than its peers expect")
                .fix(
                        "FelixConfiguration wireguardListeningPort; wg show on "
                                + node
                                + "; firewalls must allow the port that is used")
                .sure("certain that nobody listens there; another port may be meant")
                .done();
    }
}
