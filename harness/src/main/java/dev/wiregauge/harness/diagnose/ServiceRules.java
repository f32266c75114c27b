package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Whether every Service leads to every ready backend, and to nothing else, evenly.
final class ServiceRules implements Rule {
    /// A healthy Service fails this test once in 100 000 diagnoses of one path.
    private static final double SIGNIFICANCE = 1e-5;

    private static final double LEAST_FAILED_SHARE = 0.05;

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        hairpin(view, explained, findings);
        Map<String, List<PathEvidence>> byService = new LinkedHashMap<>();
        for (PathEvidence path : view.paths(Path.POD_SERVICE)) {
            if (!explained.test(path) && path.echoes().isPresent()) {
                byService.computeIfAbsent(path.to().name(), _ -> new ArrayList<>()).add(path);
            }
        }
        byService.forEach((name, paths) ->
                view.evidence()
                        .intent()
                        .service(name)
                        .ifPresent(service -> judge(service, paths, findings)));
        return findings;
    }

    private static void judge(
            ServiceIntent service, List<PathEvidence> paths, List<Diagnosed> findings) {
        List<PathEvidence> silent = paths.stream().filter(View::silent).toList();
        if (!silent.isEmpty()) {
            findings.add(unreachable(service, silent));
        }
        List<PathEvidence> rest = paths.stream().filter(View::answers).toList();
        List<PathEvidence> partial =
                rest.stream()
                        .filter(path ->
                                failedShare(path.echoes().orElseThrow()) > LEAST_FAILED_SHARE)
                        .toList();
        if (!partial.isEmpty()) {
            findings.add(deadBackend(service, partial));
            return;
        }
        rest.stream()
                .filter(path -> uneven(service, path.echoes().orElseThrow()))
                .findFirst()
                .ifPresent(_ -> findings.add(uneven(service, rest)));
    }

    private static double failedShare(Echoes echoes) {
        return 1.0 - (double) echoes.answered() / echoes.sent();
    }

    private static void hairpin(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        List<PathEvidence> hit =
                view.paths(Path.POD_SELF_SERVICE).stream()
                        .filter(path -> !explained.test(path) && View.silent(path))
                        .toList();
        Map<String, List<PathEvidence>> byNode = new TreeMap<>();
        hit.forEach(path ->
                byNode.computeIfAbsent(path.from().node(), _ -> new ArrayList<>()).add(path));
        byNode.forEach((node, paths) ->
                findings.add(
                        Diagnosed.of(
                                        "F43",
                                        "pods on %s cannot reach themselves through a Service"
                                                .formatted(node))
                                .at(node)
                                .paths(paths)
                                .evidence(
                                        "probe %s: none of %d datagrams is answered by the only backend,"
                                                        .formatted(
                                                                paths.getFirst().name(),
                                                                paths.getFirst()
                                                                        .echoes()
                                                                        .orElseThrow()
                                                                        .sent())
                                                + " the client itself")
                                .cause(
                                        "the node does not masquerade a backend that meets itself, or"
                                                + " its bridge port lacks hairpin mode")
                                .fix(
                                        "restart kube-proxy on "
                                                + node
                                                + "; with a bridge CNI set hairpinMode: true")
                                .sure("high: the same pod is reached directly")
                                .done()));
    }

    private static Diagnosed unreachable(ServiceIntent service, List<PathEvidence> silent) {
        List<String> nodes =
                silent.stream().map(path -> path.from().node()).distinct().sorted().toList();
        return Diagnosed.of("F49", "Service %s does not answer at all".formatted(service.name()))
                .severity(Severity.CRITICAL)
                .at("Service %s on %s".formatted(service.name(), String.join(", ", nodes)))
                .paths(silent)
                .evidence(
                        "probe %s: none of %d new flows to %s:%d is answered, %s"
                                .formatted(
                                        silent.getFirst().name(),
                                        silent.getFirst().echoes().orElseThrow().sent(),
                                        service.address(),
                                        service.port(),
                                        silent.getFirst().echoes().orElseThrow().errors()))
                .cause(
                        "no rule translates the ClusterIP on this node, or all its endpoints are dead")
                .fix("look at kube-proxy on the node and at kubectl get endpointslices")
                .sure("high: the backends answer directly")
                .done();
    }

    private static Diagnosed deadBackend(ServiceIntent service, List<PathEvidence> partial) {
        List<String> never =
                service.backends().stream()
                        .filter(backend ->
                                partial.stream()
                                        .noneMatch(path ->
                                                path.echoes()
                                                        .orElseThrow()
                                                        .servedBy()
                                                        .containsKey(backend)))
                        .toList();
        return Diagnosed.of(
                        "F49",
                        "Service %s leads to a backend that is dead".formatted(service.name()))
                .at("Service " + service.name())
                .paths(partial)
                .evidence(
                        partial.stream()
                                .map(path ->
                                        "probe %s: %.0f %% of %d new flows are not answered, the others by %s"
                                                .formatted(
                                                        path.name(),
                                                        100
                                                                * failedShare(
                                                                        path.echoes()
                                                                                .orElseThrow()),
                                                        path.echoes().orElseThrow().sent(),
                                                        new TreeMap<>(
                                                                path.echoes()
                                                                        .orElseThrow()
                                                                        .servedBy())))
                                .toList())
                .evidence(
                        never.isEmpty()
                                ? "every ready backend answers: there is one more that is none of them"
                                : "never answering: " + never)
                .cause("an endpoint of a pod that is gone, or a targetPort nobody listens on")
                .fix(
                        "kubectl get endpointslices -l kubernetes.io/service-name=%s; repair selector,"
                                        .formatted(service.name())
                                + " targetPort or readiness")
                .sure("high: a constant share of new flows fails")
                .done();
    }

    private static boolean uneven(ServiceIntent service, Echoes echoes) {
        long[] counts =
                service.backends().stream()
                        .mapToLong(backend -> echoes.servedBy().getOrDefault(backend, 0))
                        .toArray();
        return counts.length > 1 && ChiSquare.uniform(counts) < SIGNIFICANCE;
    }

    private static Diagnosed uneven(ServiceIntent service, List<PathEvidence> paths) {
        Map<String, Integer> total = new TreeMap<>();
        service.backends().forEach(backend -> total.put(backend, 0));
        paths.forEach(path ->
                path.echoes()
                        .orElseThrow()
                        .servedBy()
                        .forEach((name, count) -> total.merge(name, count, Integer::sum)));
        List<String> never =
                total.entrySet().stream()
                        .filter(entry -> entry.getValue() == 0)
                        .map(Map.Entry::getKey)
                        .toList();
        return Diagnosed.of(
                        "F49",
                        never.isEmpty()
                                ? "Service %s spreads its flows unevenly".formatted(service.name())
                                : "Service %s never chooses %s"
                                        .formatted(service.name(), String.join(", ", never)))
                .severity(Severity.WARNING)
                .at("Service " + service.name())
                .paths(paths)
                .evidence("probe: new flows by backend: " + total)
                .evidence(
                        "chi-square over equal shares: chance below %.0e in at least one client"
                                .formatted(SIGNIFICANCE))
                .cause("kube-proxy's rules are stale on a node, or session affinity is set")
                .fix("compare EndpointSlices with the node's rules; restart kube-proxy there")
                .sure("high: by the number of flows")
                .done();
    }
}
