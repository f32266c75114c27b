package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Whether a pod reaches itself through a Service of which it is a backend.
final class HairpinRule implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<PathEvidence> hit = new ArrayList<>();
        for (PathEvidence path : view.evidence().paths()) {
            boolean alone = path.kind() == Path.POD_SELF_SERVICE && View.silent(path);
            boolean among = path.kind() == Path.POD_SERVICE && onlyItselfFails(view, path);
            if (!explained.test(path) && (alone || among) && !isDead(view, path)) {
                hit.add(path);
            }
        }
        return hit.isEmpty() ? List.of() : List.of(finding(hit));
    }

    /// Some new flows fail, every other backend answers, and the client itself does not.
    private static boolean onlyItselfFails(View view, PathEvidence path) {
        Optional<Echoes> echoes = path.echoes().filter(some -> some.answered() < some.sent());
        return echoes.isPresent()
                && echoes.get().answered() > 0
                && view.evidence()
                        .intent()
                        .service(path.to().name())
                        .map(service ->
                                service.backends().contains(path.from().name())
                                        && service.backends().stream()
                                                .allMatch(backend ->
                                                        backend.equals(path.from().name())
                                                                != serves(
                                                                        echoes.get(),
                                                                        backend,
                                                                        service.backends().size())))
                        .orElse(false);
    }

    /// Fewer than a tenth of its share is none: a flow whose port was in use within the last two
    /// minutes still follows what the node's conntrack remembers.
    private static boolean serves(Echoes echoes, String backend, int backends) {
        return echoes.servedBy().getOrDefault(backend, 0) * 10 * backends > echoes.sent();
    }

    /// Whether other clients do not reach this backend either: then it is no hairpin.
    private static boolean isDead(View view, PathEvidence path) {
        return view.paths(Path.POD_SERVICE).stream()
                .filter(other -> other.to().equals(path.to()))
                .filter(other -> !other.from().equals(path.from()))
                .flatMap(other -> other.echoes().stream())
                .anyMatch(echoes ->
                        !echoes.servedBy().containsKey(path.from().name())
                                || echoes.answered() == 0);
    }

    private static Diagnosed finding(List<PathEvidence> hit) {
        TreeSet<String> nodes = new TreeSet<>();
        TreeSet<String> services = new TreeSet<>();
        hit.forEach(path -> {
            nodes.add(path.from().node());
            services.add(path.to().name());
        });
        Echoes echoes = hit.getFirst().echoes().orElseThrow();
        return Diagnosed.of("F43", "pods cannot reach themselves through a Service")
                .at(
                        "Service %s on %s"
                                .formatted(String.join(", ", services), String.join(", ", nodes)))
                .paths(hit)
                .evidence(
                        "probe %s: %d of %d new flows are answered, %d of them by the client itself"
                                .formatted(
                                        hit.getFirst().name(),
                                        echoes.answered(),
                                        echoes.sent(),
                                        echoes.servedBy()
                                                .getOrDefault(hit.getFirst().from().name(), 0)))
                .cause(
                        "the node does not masquerade a backend that meets itself, or its bridge port"
                                + " lacks hairpin mode")
                .fix(
                        "restart kube-proxy on %s; with a bridge CNI set hairpinMode: true"
                                .formatted(String.join(", ", nodes)))
                .sure("high: other clients reach the same backend")
                .done();
    }
}
