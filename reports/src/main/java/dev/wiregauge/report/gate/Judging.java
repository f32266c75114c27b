package dev.wiregauge.report.gate;

import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.gate.ChangeChecks.Draft;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.Equivalence;
import dev.wiregauge.result.Cell;

import java.util.Locale;
import java.util.function.Supplier;

/// From an interval of a change, turned so that above 1 is worse, to an outcome.
final class Judging {
    private Judging() {}

    /// @param needed says what would settle an open question
    static Draft draft(
            Policy.Change rule,
            Cell cell,
            double change,
            ConfidenceInterval interval,
            double allowed,
            double probability,
            String arithmetic,
            Supplier<String> needed) {
        double effect = 1 + rule.minimumEffectPercent().orElse(0.) / 100;
        Outcome outcome =
                switch (Equivalence.noWorseThan(interval, allowed)) {
                    case SHOWN ->
                            interval.high() < 1 && 1 / change >= effect
                                    ? Outcome.IMPROVEMENT
                                    : Outcome.PASS;
                    case REFUTED -> Outcome.REGRESSION;
                    case OPEN -> Outcome.INCONCLUSIVE;
                };
        String open = outcome == Outcome.INCONCLUSIVE ? "; " + needed.get() : "";
        return new Draft(
                new Check(
                        words(rule),
                        cell.id(),
                        outcome,
                        words(rule.metric(), change, interval),
                        arithmetic + open),
                probability);
    }

    static String factor(double change, ConfidenceInterval interval) {
        return "changed by a factor of %s, above 1 is worse (%s at %s)"
                .formatted(
                        Quantities.ratio(change),
                        Quantities.interval(interval),
                        Quantities.level(interval.level()));
    }

    static String words(Policy.Change rule) {
        String against =
                switch (rule.against()) {
                    case REFERENCE -> " against the reference mode";
                    case HOST -> " against host";
                    case VARIANT -> " against the first variant";
                    case ABSOLUTE -> "";
                };
        return rule.metric().label()
                + against
                + ": at most "
                + String.format(Locale.ROOT, "%.3g", rule.allowedPercent())
                        .replaceAll("0+$", "")
                        .replaceAll("\\.$", "")
                + " % worse";
    }

    /// Back in the metric's own direction.
    private static String words(Metric metric, double change, ConfidenceInterval interval) {
        boolean flip = metric.direction() == Metric.Direction.HIGHER_IS_BETTER;
        double own = flip ? 1 / change : change;
        double low = flip ? 1 / interval.high() : interval.low();
        double high = flip ? 1 / interval.low() : interval.high();
        return "%s (%s to %s)"
                .formatted(Quantities.change(own), Quantities.change(low), Quantities.change(high));
    }
}
