package dev.wiregauge.report.gate;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What the gate concluded, and from what.
///
/// @param environmentDifferences what differs between the machines of both sides
/// @param refused why nothing was compared; empty where it was
/// @param notes what a reader should know although no rule judges it
/// @param history changes of level over the baseline's runs, in words
public record GateResult(
        Policy policy,
        String baseline,
        String candidate,
        int baselineRuns,
        int candidateRuns,
        List<String> environmentDifferences,
        Optional<String> refused,
        List<Check> checks,
        List<String> notes,
        List<String> history) {

    public GateResult {
        environmentDifferences = List.copyOf(environmentDifferences);
        checks = List.copyOf(checks);
        notes = List.copyOf(notes);
        history = List.copyOf(history);
    }

    /// The worst of all checks: one regression fails a release, one open question keeps it open.
    public Check.Outcome outcome() {
        if (refused.isPresent() || checks.isEmpty()) {
            return Check.Outcome.INCONCLUSIVE;
        }
        return checks.stream().map(Check::outcome).max(Comparator.naturalOrder()).orElseThrow();
    }

    public long count(Check.Outcome outcome) {
        return checks.stream().filter(check -> check.outcome() == outcome).count();
    }

    /// Those that a reader must look at, the worst first.
    public List<Check> notable() {
        return checks.stream()
                .filter(check -> check.outcome() != Check.Outcome.PASS)
                .sorted(Comparator.comparing(Check::outcome).reversed())
                .toList();
    }

    /// One sentence.
    public String sentence() {
        if (refused.isPresent()) {
            return "Nothing was compared: " + refused.get() + ".";
        }
        return "%s: %d checks, %d regressions, %d improvements, %d inconclusive, %d without data."
                .formatted(
                        outcome().word(),
                        checks.size(),
                        count(Check.Outcome.REGRESSION),
                        count(Check.Outcome.IMPROVEMENT),
                        count(Check.Outcome.INCONCLUSIVE),
                        count(Check.Outcome.NO_DATA));
    }
}
