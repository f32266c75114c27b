package dev.wiregauge.report.gate;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.DetectableChange;
import dev.wiregauge.report.stats.Holm;
import dev.wiregauge.report.stats.RankSum;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// The rules that compare two sides.
///
/// All changes are turned so that above 1 is worse. A regression is a change that lies beyond what
/// is allowed with its whole interval, and whose probability stays below the level after Holm's
/// correction over all checks. A pass is a change that lies within what is allowed with its whole
/// interval: no worse than so much, shown. Whatever else is inconclusive.
final class ChangeChecks {
    private final Policy policy;
    private final GateSide baseline;
    private final GateSide candidate;
    private final OptionalDouble assumedCv;

    ChangeChecks(Policy policy, GateSide baseline, GateSide candidate, OptionalDouble assumedCv) {
        this.policy = policy;
        this.baseline = baseline;
        this.candidate = candidate;
        this.assumedCv = assumedCv;
    }

    /// A check before the correction for many comparisons.
    ///
    /// @param probability of so clear a regression if there were none
    record Draft(Check check, double probability) {}

    List<Check> checks() {
        List<Draft> drafts = new ArrayList<>();
        for (Policy.Change rule : policy.changes().orElse(List.of())) {
            Selection selection = Selection.of(rule);
            for (Cell cell : candidate.cells()) {
                if (selection.includes(cell) && applies(rule, cell)) {
                    drafts.add(draft(rule, cell));
                }
            }
        }
        return corrected(drafts, policy.confidence());
    }

    private boolean applies(Policy.Change rule, Cell cell) {
        boolean hasMetric =
                candidate.runs().stream()
                        .flatMap(run -> GateSide.entry(run, cell).stream())
                        .anyMatch(entry ->
                                entry.value(rule.metric()).isPresent()
                                        || !entry.verdict().passed());
        boolean rightWorkload =
                candidate.latest().rows().stream()
                        .filter(row -> row.name().equals(cell.row()))
                        .anyMatch(row -> row.metrics().contains(rule.metric()));
        return hasMetric
                && rightWorkload
                && switch (rule.against()) {
                    case REFERENCE ->
                            !cell.contender().equals(candidate.latest().reference())
                                    && cell.mode() != Mode.HOST;
                    case VARIANT ->
                            cell.variant().isPresent()
                                    && !cell.contender().equals(candidate.latest().reference())
                                    && cell.mode() != Mode.HOST;
                    case HOST ->
                            cell.mode() != Mode.HOST
                                    && cell.path() != Path.POD_POD_SAME_NODE
                                    && cell.wireLimitBitsPerSecond().isEmpty();
                    case ABSOLUTE -> true;
                };
    }

    private Draft draft(Policy.Change rule, Cell cell) {
        return switch (rule.against()) {
            case ABSOLUTE ->
                    new RunToRun(policy.confidence(), assumedCv)
                            .draft(
                                    rule,
                                    cell,
                                    baseline.perRun(cell, rule.metric()),
                                    candidate.perRun(cell, rule.metric()));
            case VARIANT ->
                    new WithinRun(policy.confidence())
                            .draft(
                                    rule,
                                    cell,
                                    worse(
                                            rule,
                                            candidate.logRatios(
                                                    cell, rule.metric(), rule.against())));
            case REFERENCE, HOST -> paired(rule, cell);
        };
    }

    private Draft paired(Policy.Change rule, Cell cell) {
        return paired(
                policy.confidence(),
                rule,
                cell,
                worse(rule, baseline.logRatios(cell, rule.metric(), rule.against())),
                worse(rule, candidate.logRatios(cell, rule.metric(), rule.against())));
    }

    /// @param before logarithms of ratios, one per pair, whose growth is bad news
    static Draft paired(
            double confidence, Policy.Change rule, Cell cell, double[] before, double[] after) {
        if (before.length == 0 || after.length == 0) {
            String side = before.length == 0 ? "the baseline" : "the candidate";
            return open(rule, cell, Outcome.NO_DATA, noPair(rule) + " in " + side);
        }
        int least = Comparison.LEAST_PAIRS;
        if (before.length < least || after.length < least) {
            return open(
                    rule,
                    cell,
                    Outcome.INCONCLUSIVE,
                    "%d pairs in the baseline and %d in the candidate, at least %d are needed"
                            .formatted(before.length, after.length, least));
        }
        RankSum shift = RankSum.of(before, after, confidence);
        ConfidenceInterval interval = shift.interval().orElseThrow().exp();
        double allowed = allowed(rule);
        double probability = RankSum.probabilityOfMoreThan(Math.log(allowed), before, after);
        String arithmetic =
                "%s from %d and %d pairs; allowed %s; p = %.2g"
                        .formatted(
                                Judging.factor(Math.exp(shift.shift()), interval),
                                before.length,
                                after.length,
                                Quantities.ratio(allowed),
                                probability);
        return Judging.draft(
                rule,
                cell,
                Math.exp(shift.shift()),
                interval,
                allowed,
                probability,
                arithmetic,
                () -> needed(before, after, shift.shift(), Math.log(allowed)));
    }

    /// A percentile is formed only where enough round trips lie beyond it.
    static String noPair(Policy.Change rule) {
        return "no pair with a %s (invalid trials%s)"
                .formatted(
                        rule.metric().label(),
                        rule.metric().isPercentile()
                                ? ", or too few round trips for that percentile"
                                : "");
    }

    /// How many pairs would bring the interval to one side of what is allowed.
    private static String needed(double[] before, double[] after, double shift, double allowed) {
        double distance = Math.abs(shift - allowed);
        if (distance < 1e-4) {
            return "the change is as large as what is allowed, no number of repeats would tell";
        }
        double[] noisier = spread(before) > spread(after) ? before : after;
        // two sides double the variance of one
        int pairs = 2 * DetectableChange.pairsFor(Math.exp(distance), noisier);
        return "about " + pairs + " pairs on each side would tell";
    }

    private static double spread(double[] values) {
        return Samples.standardDeviation(values);
    }

    static double allowed(Policy.Change rule) {
        return switch (rule.metric().direction()) {
            case HIGHER_IS_BETTER -> 1 / (1 - Math.min(rule.allowedPercent(), 99.9) / 100);
            case LOWER_IS_BETTER -> 1 + rule.allowedPercent() / 100;
        };
    }

    /// Logarithms whose growth is bad news.
    private static double[] worse(Policy.Change rule, double[] logRatios) {
        double sign = rule.metric().direction() == Metric.Direction.HIGHER_IS_BETTER ? -1 : 1;
        return Arrays.stream(logRatios).map(v -> sign * v).toArray();
    }

    private static Draft open(Policy.Change rule, Cell cell, Outcome outcome, String arithmetic) {
        return new Draft(new Check(Judging.words(rule), cell.id(), outcome, "", arithmetic), 1);
    }

    /// A regression must stand after correction; the rest stays as it is.
    static List<Check> corrected(List<Draft> drafts, double confidence) {
        double[] adjusted = Holm.adjust(drafts.stream().mapToDouble(Draft::probability).toArray());
        double level = 1 - confidence;
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            Check check = drafts.get(i).check();
            boolean regression = check.outcome() == Outcome.REGRESSION;
            String corrected =
                    "%s, %.2g after correction for %d comparisons"
                            .formatted(check.arithmetic(), adjusted[i], drafts.size());
            checks.add(
                    !regression
                            ? check
                            : new Check(
                                    check.rule(),
                                    check.cell(),
                                    adjusted[i] < level ? Outcome.REGRESSION : Outcome.INCONCLUSIVE,
                                    check.change(),
                                    corrected));
        }
        return checks;
    }
}
