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
import java.util.Optional;
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
        if (silent.size() == paths.size()) {
            return;
        }
        List<PathEvidence> rest = paths.stream().filter(View::answers).toList();
        List<PathEvidence> partial =
                rest.stream()
                        .filter(path ->
                                failedShare(path.echoes().orElseThrow()) > LEAST_FAILED_SHARE)
                        .toList();
        masqueraded(service, rest).ifPresent(findings::add);
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

    /// A client that is no backend, or meets another one, must be seen under its own address.
    private static Optional<Diagnosed> masqueraded(
            ServiceIntent service, List<PathEvidence> answering) {
        List<PathEvidence> hit =
                answering.stream()
                        .filter(path -> {
                            Echoes echoes = path.echoes().orElseThrow();
                            boolean others =
                                    echoes.servedBy().keySet().stream()
                                            .anyMatch(name -> !name.equals(path.from().name()));
                            return others && !echoes.peersSeen().containsKey(path.from().address());
                        })
                        .toList();
        if (hit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Diagnosed.of(
                                "F37",
                                "clients of Service %s are rewritten to their node"
                                        .formatted(service.name()))
                        .at("Service " + service.name())
                        .paths(hit)
                        .evidence(
                                "probe %s: sent from %s, the servers saw %s"
                                        .formatted(
                                                hit.getFirst().name(),
                                                hit.getFirst().from().address(),
                                                hit.getFirst()
                                                        .echoes()
                                                        .orElseThrow()
                                                        .peersSeen()
                                                        .keySet()))
                        .evidence("directly, the same pods see each other's own addresses")
                        .cause(
                                "kube-proxy's masqueradeAll is set, or its clusterCIDR does not cover"
                                        + " the pods")
                        .fix(
                                "kube-proxy ConfigMap: masqueradeAll: false, clusterCIDR: <all pod"
                                        + " networks>; restart kube-proxy")
                        .sure("certain that it is rewritten")
                        .done());
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
                .cause(cause(silent.getFirst().echoes().orElseThrow()))
                .fix(
                        "kubectl get endpointslices -l kubernetes.io/service-name=%s; compare selector,"
                                        .formatted(service.name())
                                + " readiness and targetPort with the pods")
                .sure("high: the backends answer directly")
                .done();
    }

    /// Refusal and silence tell apart what is missing.
    private static String cause(Echoes echoes) {
        boolean refused =
                echoes.errors().keySet().stream().anyMatch(name -> name.startsWith("ECONNREFUSED"));
        return refused
                ? "refused: the Service has no endpoint, or its targetPort is one where nobody"
                        + " listens"
                : "silence: no rule translates the ClusterIP on this node, or all its endpoints are"
                        + " dead";
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
