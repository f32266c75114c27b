package dev.wiregauge.report.gate;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.gate.ChangeChecks.Draft;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.DetectableChange;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.report.stats.SignedRank;
import dev.wiregauge.result.Cell;

import java.util.Locale;

/// Two variants of one run: their trials are neighbours in time, so each pair is compared by
/// itself, and what the machine did that hour cancels.
record WithinRun(double confidence) {

    /// @param changes logarithms of variant over first variant, one per pair, whose growth is bad
    ///   news
    Draft draft(Policy.Change rule, Cell cell, double[] changes) {
        if (changes.length == 0) {
            return open(rule, cell, Outcome.NO_DATA, ChangeChecks.noPair(rule));
        }
        if (changes.length < Comparison.LEAST_PAIRS) {
            return open(
                    rule,
                    cell,
                    Outcome.INCONCLUSIVE,
                    "%d pairs, at least %d are needed"
                            .formatted(changes.length, Comparison.LEAST_PAIRS));
        }
        PairedRatio change = PairedRatio.of(changes, confidence, cell.id().hashCode());
        ConfidenceInterval interval = change.interval().orElseThrow();
        double allowed = ChangeChecks.allowed(rule);
        double probability = SignedRank.probabilityOfMoreThan(Math.log(allowed), changes);
        String arithmetic =
                "%s from %d pairs; allowed %s; p = %s"
                        .formatted(
                                Judging.factor(change.ratio(), interval),
                                changes.length,
                                Quantities.ratio(allowed),
                                String.format(Locale.ROOT, "%.2g", probability));
        return Judging.draft(
                rule,
                cell,
                change.ratio(),
                interval,
                allowed,
                probability,
                arithmetic,
                () -> needed(changes, Math.log(change.ratio()), Math.log(allowed)));
    }

    private static String needed(double[] changes, double change, double allowed) {
        double distance = Math.abs(change - allowed);
        return distance < 1e-4
                ? "the change is as large as what is allowed, no number of repeats would tell"
                : "about "
                        + DetectableChange.pairsFor(Math.exp(distance), changes)
                        + " repeats would tell";
    }

    private static Draft open(Policy.Change rule, Cell cell, Outcome outcome, String arithmetic) {
        return new Draft(new Check(Judging.words(rule), cell.id(), outcome, "", arithmetic), 1);
    }
}
