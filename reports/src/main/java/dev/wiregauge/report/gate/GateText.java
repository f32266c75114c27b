package dev.wiregauge.report.gate;

import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.gate.Check.Outcome;

import java.util.ArrayList;
import java.util.List;

/// The gate's result for a terminal: what was compared, what is notable, the verdict, the next
/// step.
public final class GateText {
    private GateText() {}

    /// @param all lists passed checks too
    public static String render(GateResult result, boolean all) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "policy %s, baseline %s (%s), candidate %s (%s)"
                        .formatted(
                                result.policy().name(),
                                result.baseline(),
                                Quantities.counted(result.baselineRuns(), "run"),
                                result.candidate(),
                                Quantities.counted(result.candidateRuns(), "run")));
        result.environmentDifferences().forEach(d -> lines.add("differs: " + d));
        result.notes().forEach(note -> lines.add("note: " + note));
        result.history().forEach(change -> lines.add("history: " + change));
        lines.add("");
        for (Check check : all ? result.checks() : result.notable()) {
            lines.add(check.outcome().word() + ": " + check.cell() + ", " + check.rule());
            if (!check.change().isEmpty()) {
                lines.add("    " + check.change());
            }
            lines.add("    " + check.arithmetic());
        }
        if (!all && result.count(Outcome.PASS) > 0) {
            lines.add(
                    Quantities.counted(result.count(Outcome.PASS), "check")
                            + " passed; --all shows them");
        }
        lines.add("");
        lines.add(result.sentence());
        lines.add(nextStep(result));
        return String.join("\n", lines) + "\n";
    }

    private static String nextStep(GateResult result) {
        if (result.refused().isPresent()) {
            return "Next: measure the baseline again on this machine, or accept the difference"
                    + " with --ignore-environment.";
        }
        return switch (result.outcome()) {
            case PASS, IMPROVEMENT ->
                    "Next: nothing; or save the candidate with: wiregauge baseline save NAME RUN";
            case REGRESSION ->
                    "Next: look at the trials of the cells above in the report of the candidate.";
            case INCONCLUSIVE ->
                    "Next: measure more repeats (for rules against: absolute more runs, or give"
                            + " --assume-cv), or allow a larger change.";
            case NO_DATA -> "Next: look why these cells have no valid trial.";
        };
    }
}
