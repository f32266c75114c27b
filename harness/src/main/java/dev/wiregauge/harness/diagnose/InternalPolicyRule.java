package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.ServiceCall;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// `internalTrafficPolicy: Local`: a client finds pods of its own node or nobody. kube-proxy drops
/// what it may send nowhere, so such a client waits in silence while others are served.
final class InternalPolicyRule {
    private InternalPolicyRule() {}

    /// @param calls by the ClusterIP, from clients whose other ways are in order
    static Optional<Diagnosed> judge(View view, ServiceIntent service, List<ServiceCall> calls) {
        List<ServiceCall> silent = calls.stream().filter(ServiceCall::silent).toList();
        List<ServiceCall> served =
                calls.stream().filter(call -> call.echoes().answered() > 0).toList();
        TreeSet<String> nodes = new TreeSet<>(silent.stream().map(c -> c.from().node()).toList());
        served.forEach(call -> nodes.remove(call.from().node()));
        if (nodes.isEmpty() || served.isEmpty()) {
            return Optional.empty();
        }
        String where = String.join(", ", nodes);
        if (nodes.stream().anyMatch(node -> mutePod(view, service, node))) {
            return Optional.empty();
        }
        boolean planned =
                nodes.stream().allMatch(n -> ServiceCallRules.hasBackend(view, service, n));
        return Optional.of(
                Diagnosed.of(
                                "F66",
                                "Service %s serves no client on %s: internalTrafficPolicy Local, and no endpoint there"
                                        .formatted(service.name(), where))
                        .at(where)
                        .evidence(ServiceCallRules.lines(silent))
                        .evidence(ServiceCallRules.lines(served))
                        .evidence(
                                planned
                                        ? "intent: %s has a pod of it, which is not ready or which kube-proxy overlooks"
                                                .formatted(where)
                                        : "intent: no pod of it is on " + where)
                        .cause(
                                "the policy keeps clients to pods of their own node; kube-proxy drops"
                                        + " their packets where it knows of none")
                        .fix(
                                "run a ready pod on every node that has clients (a DaemonSet), or kubectl"
                                        + " patch service %s -p".formatted(service.name())
                                        + " '{\"spec\":{\"internalTrafficPolicy\":\"Cluster\"}}'")
                        .sure("high: clients on other nodes are served at the same address")
                        .done());
    }

    /// Whether the node has a pod of the Service that is not seen to answer anybody: then the
    /// policy has no part in it.
    private static boolean mutePod(View view, ServiceIntent service, String node) {
        return view.pods().stream()
                .filter(pod -> pod.node().equals(node) && service.backends().contains(pod.name()))
                .anyMatch(pod ->
                        view.evidence().paths().stream()
                                .filter(path -> path.to().name().equals(pod.name()))
                                .noneMatch(View::answers));
    }
}
