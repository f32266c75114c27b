package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceKind;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ServiceCall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Whether ports of nodes, `externalTrafficPolicy: Local` and session affinity do what they
/// promise.
///
/// By design, and no finding: that a port of a node masquerades its clients, and that a Local one
/// is silent on nodes without a pod of the Service.
final class ServiceCallRules implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        byService(view, ServiceKind.NODE_PORT)
                .forEach((service, calls) ->
                        deadPorts(service, healthyWays(view, calls, explained))
                                .ifPresent(findings::add));
        byService(view, ServiceKind.LOCAL_NODE_PORT)
                .forEach((service, calls) -> {
                    overlooked(view, service, healthyWays(view, calls, explained))
                            .ifPresent(findings::add);
                    ignored(view, service, calls).ifPresent(findings::add);
                });
        byService(view, ServiceKind.INTERNAL_LOCAL)
                .forEach((service, calls) ->
                        InternalPolicyRule.judge(view, service, healthyWays(view, calls, explained))
                                .ifPresent(findings::add));
        byService(view, ServiceKind.STICKY)
                .forEach((service, calls) -> unsteady(service, calls).ifPresent(findings::add));
        return findings;
    }

    private static Map<ServiceIntent, List<ServiceCall>> byService(View view, ServiceKind kind) {
        return view.evidence().calls().orElse(List.of()).stream()
                .filter(call ->
                        intent(view, call).flatMap(ServiceIntent::kind).equals(Optional.of(kind)))
                .collect(Collectors.groupingBy(call -> intent(view, call).orElseThrow()));
    }

    private static Optional<ServiceIntent> intent(View view, ServiceCall call) {
        return view.evidence().intent().service(call.service());
    }

    /// Calls between nodes whose own ways, and whose pods', have no other trouble.
    private static List<ServiceCall> healthyWays(
            View view, List<ServiceCall> calls, Predicate<PathEvidence> explained) {
        return calls.stream()
                .filter(call ->
                        view.evidence().paths().stream()
                                .filter(path -> !path.to().node().isEmpty())
                                .filter(path ->
                                        View.touches(path, call.from().node())
                                                || View.touches(path, call.via()))
                                .filter(path ->
                                        path.mode().isEmpty()
                                                || path.mode()
                                                        .equals(
                                                                intent(view, call)
                                                                        .map(ServiceIntent::mode)))
                                .noneMatch(path -> explained.test(path) || View.silent(path)))
                .toList();
    }

    private static Optional<Diagnosed> deadPorts(ServiceIntent service, List<ServiceCall> calls) {
        List<ServiceCall> silent = calls.stream().filter(ServiceCall::silent).toList();
        if (silent.isEmpty()) {
            return Optional.empty();
        }
        TreeSet<String> nodes = new TreeSet<>(silent.stream().map(ServiceCall::via).toList());
        return Optional.of(
                Diagnosed.of(
                                "F63",
                                "port %d of %s does not lead to Service %s"
                                        .formatted(
                                                silent.getFirst().port(),
                                                String.join(", ", nodes),
                                                service.name()))
                        .at(String.join(", ", nodes))
                        .evidence(lines(silent))
                        .evidence(
                                lines(
                                        calls.stream()
                                                .filter(call -> call.echoes().answered() > 0)
                                                .toList()))
                        .cause(
                                "kube-proxy's rules on the node are stale or foreign, or its"
                                        + " nodePortAddresses leave this address out")
                        .fix(
                                "kube-proxy ConfigMap: nodePortAddresses; restart kube-proxy on "
                                        + String.join(", ", nodes))
                        .sure("high: the node itself and the Service's pods are reached")
                        .done());
    }

    static List<String> lines(List<ServiceCall> calls) {
        return calls.stream()
                .map(call ->
                        "probe %s (%s:%d): %d of %d new flows answered%s"
                                .formatted(
                                        call.name(),
                                        call.address(),
                                        call.port(),
                                        call.echoes().answered(),
                                        call.echoes().sent(),
                                        call.echoes().errors().isEmpty()
                                                ? ""
                                                : ", " + call.echoes().errors()))
                .toList();
    }

    static boolean hasBackend(View view, ServiceIntent service, String node) {
        return service.backends().stream()
                .flatMap(name -> view.evidence().intent().pod(name).stream())
                .map(PodIntent::node)
                .anyMatch(node::equals);
    }

    private static Optional<Diagnosed> overlooked(
            View view, ServiceIntent service, List<ServiceCall> calls) {
        List<ServiceCall> hit =
                calls.stream()
                        .filter(call -> call.silent() && hasBackend(view, service, call.via()))
                        .toList();
        if (hit.isEmpty()) {
            return Optional.empty();
        }
        String node = hit.getFirst().via();
        return Optional.of(
                Diagnosed.of(
                                "F44",
                                "%s drops what comes to Service %s, though it has a pod of it"
                                        .formatted(node, service.name()))
                        .at(node)
                        .evidence(lines(hit))
                        .evidence(
                                "intent: externalTrafficPolicy Local, backends %s; one is on %s"
                                        .formatted(service.backends(), node))
                        .cause(
                                "kube-proxy on the node believes that there is no local endpoint: stale"
                                        + " EndpointSlice, or a hostname that differs from the node's name")
                        .fix(
                                "compare nodeName in the EndpointSlice with kube-proxy's"
                                        + " --hostname-override; restart kube-proxy on "
                                        + node)
                        .sure("high: only the Service's port is silent there")
                        .done());
    }

    /// Rewritten, or answered by a node that has no pod of it.
    private static Optional<Diagnosed> ignored(
            View view, ServiceIntent service, List<ServiceCall> calls) {
        List<ServiceCall> hit =
                calls.stream()
                        .filter(call -> call.echoes().answered() > 0)
                        .filter(call ->
                                !call.echoes().peersSeen().containsKey(call.from().address())
                                        || !hasBackend(view, service, call.via()))
                        .toList();
        if (hit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Diagnosed.of(
                                "F44",
                                "Service %s hides its clients in spite of externalTrafficPolicy Local"
                                        .formatted(service.name()))
                        .severity(Severity.WARNING)
                        .at("Service " + service.name())
                        .evidence(
                                hit.stream()
                                        .map(call ->
                                                "probe %s: sent from %s, the pods saw %s"
                                                        .formatted(
                                                                call.name(),
                                                                call.from().address(),
                                                                call.echoes().peersSeen().keySet()))
                                        .toList())
                        .cause(
                                "the policy is not set on the Service that is really used, or the"
                                        + " node's rules are those of policy Cluster")
                        .fix(
                                "kubectl patch service %s -p '{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}'; restart"
                                                .formatted(service.name())
                                        + " kube-proxy")
                        .sure("certain: the pods said whom they saw")
                        .done());
    }

    private static Optional<Diagnosed> unsteady(ServiceIntent service, List<ServiceCall> calls) {
        List<ServiceCall> hit =
                calls.stream().filter(call -> call.echoes().servedBy().size() > 1).toList();
        if (hit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Diagnosed.of(
                                "F47",
                                "Service %s does not keep a client at one pod"
                                        .formatted(service.name()))
                        .at("Service " + service.name())
                        .evidence(
                                hit.stream()
                                        .map(call ->
                                                "probe %s: new flows of one address by pod: %s"
                                                        .formatted(
                                                                call.name(),
                                                                new TreeMap<>(
                                                                        call.echoes().servedBy())))
                                        .toList())
                        .evidence("intent: sessionAffinity ClientIP")
                        .cause(
                                "the node's rules are written without the affinity, or the client's"
                                        + " address changes on its way (several masquerading nodes)")
                        .fix(
                                "kubectl get service %s -o jsonpath='{.spec.sessionAffinity}'; restart"
                                                .formatted(service.name())
                                        + " kube-proxy on the clients' nodes")
                        .sure("certain: one client met several pods within a second")
                        .done());
    }
}
