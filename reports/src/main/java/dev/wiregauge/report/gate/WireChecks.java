package dev.wiregauge.report.gate;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.ProofSummary;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules on what packets must look like. There is no noise in them: one packet that breaks a
/// rule is a regression.
final class WireChecks {
    private final Policy policy;
    private final Comparison candidate;

    WireChecks(Policy policy, Comparison candidate) {
        this.policy = policy;
        this.candidate = candidate;
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (Policy.Wire rule : policy.wire().orElse(List.of())) {
            for (ProofSummary proof : candidate.proofs()) {
                boolean included =
                        rule.modes().map(modes -> modes.contains(proof.mode())).orElse(true);
                if (included && proof.mode() != Mode.HOST) {
                    rule.overheadBytes().ifPresent(b -> checks.add(overhead(proof, b)));
                    rule.pathMtuAtLeast().ifPresent(b -> checks.add(pathMtu(proof, b)));
                }
            }
            if (rule.sourceRewrite().equals(Optional.of(Policy.SourceRewrite.FORBID))) {
                checks.addAll(sourceRewrites(rule));
            }
        }
        return checks;
    }

    private static Check overhead(ProofSummary proof, int bytes) {
        String words = "overhead exactly " + bytes + " bytes";
        if (proof.overheadBytes().isEmpty()) {
            return new Check(
                    words, proof.mode().id(), Outcome.NO_DATA, "", "no packet was captured");
        }
        return new Check(
                words,
                proof.mode().id(),
                proof.overheadBytes().equals(Set.of(bytes)) ? Outcome.PASS : Outcome.REGRESSION,
                "",
                "captured packets carry " + proof.overheadBytes() + " bytes");
    }

    private static Check pathMtu(ProofSummary proof, int bytes) {
        String words = "path MTU at least " + bytes;
        return proof.largestDelivered()
                .map(largest ->
                        new Check(
                                words,
                                proof.mode().id(),
                                largest >= bytes ? Outcome.PASS : Outcome.REGRESSION,
                                "",
                                "the largest packet delivered in every direction has "
                                        + largest
                                        + " bytes"))
                .orElse(
                        new Check(
                                words,
                                proof.mode().id(),
                                Outcome.NO_DATA,
                                "",
                                "no packet with DF was delivered in every direction"));
    }

    /// One check per cell that the rule selects.
    private List<Check> sourceRewrites(Policy.Wire rule) {
        Selection selection =
                new Selection(rule.modes(), rule.paths(), Optional.empty(), Optional.empty());
        List<Check> checks = new ArrayList<>();
        candidate.rows().stream()
                .flatMap(row -> row.entries().stream())
                .filter(entry -> selection.includes(entry.cell()))
                .forEach(entry -> checks.add(sourceRewrite(entry)));
        return checks;
    }

    private static Check sourceRewrite(Comparison.Entry entry) {
        String words = "the server sees the client's own address";
        List<Measurement> measured =
                entry.validTrials().stream()
                        .map(Trial::measurement)
                        .flatMap(Optional::stream)
                        .toList();
        if (measured.isEmpty()) {
            return new Check(words, entry.cell().id(), Outcome.NO_DATA, "", "no valid trial");
        }
        return measured.stream()
                .filter(m -> !m.clientAddress().equals(m.peerSeen()))
                .findFirst()
                .map(m ->
                        new Check(
                                words,
                                entry.cell().id(),
                                Outcome.REGRESSION,
                                "",
                                "client " + m.clientAddress() + " was seen as " + m.peerSeen()))
                .orElse(
                        new Check(
                                words,
                                entry.cell().id(),
                                Outcome.PASS,
                                "",
                                "so in all " + measured.size() + " trials"));
    }
}
