package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Whether servers see the addresses that the Kubernetes model and natOutgoing promise.
final class NatRules implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        rewritten(view, explained, findings);
        if (view.evidence().intent().natOutgoing()) {
            unmasked(view, findings);
        }
        return findings;
    }

    /// A pod that reaches a pod must be seen under its own address.
    private static void rewritten(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        Map<String, String> seen = new LinkedHashMap<>();
        for (PathEvidence path : view.evidence().paths()) {
            boolean direct =
                    path.kind() == Path.POD_POD_CROSS_NODE || path.kind() == Path.POD_POD_SAME_NODE;
            if (!direct || explained.test(path)) {
                continue;
            }
            path.echoes().stream()
                    .flatMap(echoes -> echoes.peersSeen().keySet().stream())
                    .filter(peer -> !peer.equals(path.from().address()))
                    .findFirst()
                    .ifPresent(peer -> {
                        String node = view.nodeWith(peer).orElse("an unknown node");
                        byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(path);
                        seen.putIfAbsent(node, peer);
                    });
        }
        byNode.forEach((node, hit) ->
                findings.add(
                        Diagnosed.of("F37", node + " rewrites the source of pod to pod traffic")
                                .at(node)
                                .paths(hit)
                                .evidence(
                                        "probe %s: sent from %s, the server saw %s"
                                                .formatted(
                                                        hit.getFirst().name(),
                                                        hit.getFirst().from().address(),
                                                        seen.get(node)))
                                .evidence(
                                        "%s belongs to %s; the Kubernetes model has no NAT between"
                                                        .formatted(seen.get(node), node)
                                                + " pods")
                                .cause(
                                        "the address is in no IPPool, kube-proxy's clusterCIDR does not"
                                                + " cover it (or masqueradeAll is set), or a foreign"
                                                + " masquerade rule")
                                .fix(
                                        "make IPPools and kube-proxy's clusterCIDR cover all pods;"
                                                + " remove the foreign rule on "
                                                + node)
                                .sure("certain that it is rewritten; high for the node")
                                .explains(
                                        path -> hit.contains(path) || path.to().node().isEmpty())));
    }

    private static boolean serverSawPod(PathEvidence path) {
        return path.echoes()
                .map(Echoes::peersSeen)
                .map(peers -> peers.containsKey(path.from().address()))
                .orElse(false);
    }

    /// Where the answer cannot come back to such an address, only the uplink tells.
    private static boolean leftAsPod(PathEvidence path) {
        return path.wire().stream()
                .flatMap(wire -> wire.questions().stream())
                .filter(seen -> seen.capturePoint().equals(path.from().node()))
                .filter(seen -> seen.encapsulation() == Encapsulation.NONE)
                .anyMatch(seen -> seen.outerSource().equals(path.from().address()));
    }

    /// A pod that reaches a node's own address must be seen under its node's address.
    private static void unmasked(View view, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        for (PathEvidence path : view.paths(Path.POD_NODE)) {
            // whatever else is wrong, it left the node, and so
            if (serverSawPod(path) || leftAsPod(path)) {
                byNode.computeIfAbsent(path.from().node(), _ -> new ArrayList<>()).add(path);
            }
        }
        byNode.forEach((node, hit) ->
                findings.add(
                        Diagnosed.of(
                                        "F38",
                                        node
                                                + " lets pods leave the cluster with their own address")
                                .at(node)
                                .direction(node + " -> outside")
                                .paths(hit)
                                .evidence(
                                        (serverSawPod(hit.getFirst())
                                                        ? "probe %s: the other node saw the pod's own %s"
                                                        : "wire, %s: packets left the node from the pod's own %s")
                                                .formatted(
                                                        hit.getFirst().name(),
                                                        hit.getFirst().from().address()))
                                .evidence("intent: natOutgoing is on for the pod's pool")
                                .cause(
                                        "the masquerade rule is missing or does not match: natOutgoing"
                                                + " false, pool excluded, or rules flushed by another"
                                                + " program")
                                .fix(
                                        "set natOutgoing: true in the IPPool; restart calico-node on "
                                                + node)
                                .sure("certain: the address was seen behind the node")
                                .explains(hit::contains)));
    }
}
