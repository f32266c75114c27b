package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Packets that a node itself turns away: by a firewall that says so, or by one that says nothing.
final class FilterRules implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        rejected(view, explained, findings);
        dropped(view, withThese(explained, findings), findings);
        return findings;
    }

    static Predicate<PathEvidence> withThese(
            Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        List<Diagnosed> copy = List.copyOf(findings);
        return path -> explained.test(path) || copy.stream().anyMatch(f -> f.explains().test(path));
    }

    /// ICMP errors that name their sender and say that it forbids the packet. A host that is
    /// unreachable is none: its router's neighbour did not answer in time.
    private static void rejected(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        for (PathEvidence path : view.evidence().paths()) {
            if (explained.test(path) || View.answers(path)) {
                continue;
            }
            rejecter(view, path)
                    .ifPresent(
                            node -> byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(path));
        }
        byNode.forEach((node, hit) ->
                findings.add(
                        Diagnosed.of("F36", "a firewall on " + node + " rejects pod traffic")
                                .severity(Severity.CRITICAL)
                                .at(node)
                                .paths(hit)
                                .evidence(
                                        "probe %s: %s"
                                                .formatted(
                                                        hit.getFirst().name(),
                                                        hit.getFirst()
                                                                .echoes()
                                                                .orElseThrow()
                                                                .errors()
                                                                .keySet()))
                                .evidence("that sender's address belongs to " + node)
                                .cause("a host firewall (firewalld, ufw) rejects forwarded packets")
                                .fix(
                                        "disable it, or trust the pod networks: firewall-cmd --zone=trusted"
                                                + " --add-source=<pod CIDR>")
                                .sure(
                                        "high: the ICMP error names its sender and says that it is forbidden")
                                .explains(path ->
                                        hit.contains(path)
                                                || View.touches(path, node)
                                                || path.to().node().isEmpty())));
    }

    /// The node that forbids it, or refuses it in the name of a pod behind it.
    private static Optional<String> rejecter(View view, PathEvidence path) {
        return path.echoes().stream()
                .flatMap(echoes -> echoes.errors().keySet().stream())
                .flatMap(error -> sender(view, path, error).stream())
                .flatMap(sender -> view.nodeWith(sender).stream())
                .findFirst();
    }

    private static Optional<String> sender(View view, PathEvidence path, String error) {
        boolean toPod = !path.to().node().isEmpty() && view.nodeWith(path.to().address()).isEmpty();
        boolean forbidden = error.endsWith(ProbeAnswer.PROHIBITED);
        if (!forbidden && !(toPod && error.startsWith("ECONNREFUSED from "))) {
            return Optional.empty();
        }
        String plain = error.replace(ProbeAnswer.PROHIBITED, "");
        return Optional.of(plain.substring(plain.lastIndexOf(' ') + 1));
    }

    /// What is left: silence inside a node for which nothing else accounts.
    private static void dropped(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        for (PathEvidence path : view.crossing()) {
            if (!explained.test(path)
                    && View.silent(path)
                    && Loss.of(path) instanceof Loss.InNode(String node, boolean ofAnswers)) {
                byNode.computeIfAbsent(node, _ -> new ArrayList<>()).add(path);
            }
        }
        byNode.forEach((node, hit) ->
                findings.add(
                        Diagnosed.of("F50", "packets of pods end without a word inside " + node)
                                .at(node)
                                .paths(hit)
                                .evidence(hit.stream().map(FilterRules::seen).toList())
                                .cause(
                                        "most likely a policy or a firewall rule that drops; routes,"
                                                + " forwarding and the reverse-path check were looked"
                                                + " at and are in order")
                                .fix(
                                        "look at NetworkPolicies that select these pods, and at the"
                                                + " counters of nft list ruleset on "
                                                + node)
                                .sure("high for the place, medium for the cause")
                                .explains(path -> View.sharesNode(path, node, hit))));
    }

    private static String seen(PathEvidence path) {
        Loss.InNode loss = (Loss.InNode) Loss.of(path);
        return "wire, %s: %s of the single datagrams ended in %s"
                .formatted(path.name(), loss.ofAnswers() ? "answers" : "questions", loss.node());
    }
}
