package dev.wiregauge.report.gate;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.result.Cell;

import java.util.ArrayList;
import java.util.List;

/// The rules that bind the candidate alone: the interval over its trials against a number.
final class BoundChecks {
    private final Policy policy;
    private final GateSide candidate;

    BoundChecks(Policy policy, GateSide candidate) {
        this.policy = policy;
        this.candidate = candidate;
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (Policy.Bound rule : policy.bounds().orElse(List.of())) {
            Selection selection =
                    new Selection(rule.modes(), rule.paths(), rule.workloads(), rule.limited());
            for (Cell cell : candidate.cells()) {
                GateSide.entry(candidate.latest(), cell)
                        .filter(entry -> selection.includes(cell) && relevant(rule, entry))
                        .ifPresent(entry -> checks.add(check(rule, entry)));
            }
        }
        return checks;
    }

    private boolean relevant(Policy.Bound rule, Entry entry) {
        return candidate.latest().rows().stream()
                .filter(row -> row.name().equals(entry.cell().row()))
                .anyMatch(row -> row.metrics().contains(rule.metric()));
    }

    private Check check(Policy.Bound rule, Entry entry) {
        double limit =
                rule.atMost()
                        .map(most -> (double) most.toNanos())
                        .orElseGet(() -> (double) rule.atLeast().orElseThrow());
        String words =
                rule.metric().label()
                        + (rule.atMost().isPresent() ? ": at most " : ": at least ")
                        + Quantities.of(rule.metric().unit(), limit);
        double[] logs =
                entry.value(rule.metric()).map(Value::samples).orElse(List.of()).stream()
                        .mapToDouble(sample -> Math.log(sample.value()))
                        .toArray();
        String cell = entry.cell().id();
        if (logs.length == 0) {
            return new Check(words, cell, Outcome.NO_DATA, "", "no valid trial");
        }
        if (logs.length < Comparison.LEAST_PAIRS) {
            return new Check(
                    words,
                    cell,
                    Outcome.INCONCLUSIVE,
                    "",
                    "%d valid trials, at least %d are needed"
                            .formatted(logs.length, Comparison.LEAST_PAIRS));
        }
        PairedRatio centre = PairedRatio.of(logs, policy.confidence(), cell.hashCode());
        ConfidenceInterval interval = centre.interval().orElseThrow();
        String arithmetic =
                "%s, between %s and %s at %s from %d trials"
                        .formatted(
                                Quantities.of(rule.metric().unit(), centre.ratio()),
                                Quantities.of(rule.metric().unit(), interval.low()),
                                Quantities.of(rule.metric().unit(), interval.high()),
                                Quantities.level(interval.level()),
                                logs.length);
        boolean most = rule.atMost().isPresent();
        boolean within = most ? interval.high() <= limit : interval.low() >= limit;
        boolean beyond = most ? interval.low() > limit : interval.high() < limit;
        return new Check(
                words,
                cell,
                within ? Outcome.PASS : beyond ? Outcome.REGRESSION : Outcome.INCONCLUSIVE,
                "",
                arithmetic);
    }
}
