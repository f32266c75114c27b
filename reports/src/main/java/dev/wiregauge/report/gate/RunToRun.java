package dev.wiregauge.report.gate;

import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.gate.ChangeChecks.Draft;
import dev.wiregauge.report.gate.Check.Outcome;
import dev.wiregauge.report.stats.ConfidenceInterval;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Cell;

import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/// Absolute values, one per run.
///
/// Trials of one run share its boot, its placement and its neighbours, so they say nothing of how
/// much a run differs from the next. Only several runs do: from five on their spread is used,
/// before that an assumed one, or nothing is concluded.
record RunToRun(double confidence, OptionalDouble assumedCv) {
    static final int LEAST_RUNS = 5;

    Draft draft(Policy.Change rule, Cell cell, double[] before, double[] after) {
        if (before.length == 0 || after.length == 0) {
            String side = before.length == 0 ? "the baseline" : "the candidate";
            return open(rule, cell, Outcome.NO_DATA, "no value in " + side);
        }
        if (before.length < LEAST_RUNS && assumedCv.isEmpty()) {
            return open(
                    rule,
                    cell,
                    Outcome.INCONCLUSIVE,
                    ("%s: the spread between runs is unknown below %d; measure more"
                                    + " runs, or assume one with --assume-cv")
                            .formatted(
                                    Quantities.counted(before.length, "baseline run"), LEAST_RUNS));
        }
        return judge(rule, cell, logs(rule, before), logs(rule, after));
    }

    private Draft judge(Policy.Change rule, Cell cell, double[] before, double[] after) {
        boolean known = before.length >= LEAST_RUNS;
        double spread =
                known ? Samples.standardDeviation(before) : Math.log1p(assumedCv.orElseThrow());
        ContinuousDistribution distribution =
                known ? TDistribution.of(before.length - 1) : NormalDistribution.of(0, 1);
        double shift = Samples.mean(after) - Samples.mean(before);
        double error = spread * Math.sqrt(1.0 / before.length + 1.0 / after.length);
        double reach = distribution.inverseSurvivalProbability((1 - confidence) / 2) * error;
        ConfidenceInterval interval =
                new ConfidenceInterval(shift - reach, shift + reach, confidence).exp();
        double allowed = ChangeChecks.allowed(rule);
        double probability =
                error == 0
                        ? (shift > Math.log(allowed) ? 0 : 1)
                        : distribution.survivalProbability((shift - Math.log(allowed)) / error);
        String arithmetic =
                "%s from %d and %d runs, spread between runs %s%s; allowed %s; p = %s"
                        .formatted(
                                Judging.factor(Math.exp(shift), interval),
                                before.length,
                                after.length,
                                Quantities.percent(Math.expm1(spread)),
                                known ? "" : " (assumed)",
                                Quantities.ratio(allowed),
                                String.format(Locale.ROOT, "%.2g", probability));
        return Judging.draft(
                rule,
                cell,
                Math.exp(shift),
                interval,
                allowed,
                probability,
                arithmetic,
                () -> needed(distribution, spread, Math.abs(shift - Math.log(allowed))));
    }

    /// Both sides with as many runs, so that the interval ends before what is allowed.
    private String needed(ContinuousDistribution distribution, double spread, double distance) {
        if (distance < 1e-4) {
            return "the change is as large as what is allowed, no number of runs would tell";
        }
        double reach = distribution.inverseSurvivalProbability((1 - confidence) / 2) * spread;
        double runs = Math.ceil(2 * Math.pow(reach / distance, 2));
        return "about %.0f runs on each side would tell".formatted(Math.max(LEAST_RUNS, runs));
    }

    private static double[] logs(Policy.Change rule, double[] values) {
        double sign = rule.metric().direction() == Metric.Direction.HIGHER_IS_BETTER ? -1 : 1;
        return Arrays.stream(values).map(v -> sign * Math.log(v)).toArray();
    }

    private static Draft open(Policy.Change rule, Cell cell, Outcome outcome, String arithmetic) {
        return new Draft(new Check(Judging.words(rule), cell.id(), outcome, "", arithmetic), 1);
    }
}
