package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;

/// When a cell, and a run, may be relied on.
final class Conclusion {
    private Conclusion() {}

    static Verdict ofCell(
            Cell cell,
            CountedTrials counted,
            List<Value> values,
            int plannedBlocks,
            String reference) {
        boolean ownReference =
                cell.contender().equals(reference)
                        || (cell.mode() == Mode.HOST && cell.variant().isEmpty());
        int pairs =
                ownReference
                        ? counted.valid().size()
                        : values.stream()
                                .findFirst()
                                .flatMap(Value::toReference)
                                .map(ratio -> ratio.pairs())
                                .orElse(0);
        int needed = needed(cell, plannedBlocks);
        if (pairs >= needed) {
            return new Verdict.Pass();
        }
        String what =
                ownReference
                        ? Quantities.counted(pairs, "valid trial")
                        : Quantities.counted(pairs, "valid pair") + " with " + reference;
        return new Verdict.Inconclusive(what + ", " + needed + " are needed" + because(counted));
    }

    /// Over limited uplinks the token bucket leaves so little noise that a scenario may plan fewer
    /// blocks there; all of them must then be valid.
    private static int needed(Cell cell, int plannedBlocks) {
        return cell.ofLimitedRow()
                ? Math.min(Comparison.LEAST_PAIRS, plannedBlocks)
                : Comparison.LEAST_PAIRS;
    }

    private static String because(CountedTrials counted) {
        return counted.setAside().reversed().stream()
                .map(Trial::verdict)
                .flatMap(verdict -> Verdicts.reasons(verdict).stream())
                .findFirst()
                .map(reason -> ": " + reason)
                .orElse("");
    }

    static Verdict of(Comparison comparison) {
        List<String> reasons = new ArrayList<>();
        for (ProofSummary proof : comparison.proofs()) {
            if (proof.mode() != Mode.HOST && !proof.proved()) {
                reasons.add("mode " + proof.mode().id() + " is not proved: " + first(proof));
            }
        }
        if (comparison.rows().isEmpty()) {
            reasons.add("no trial was measured");
        }
        List<String> cells = new ArrayList<>();
        String reason = "";
        for (Row row : comparison.rows()) {
            for (Entry entry : row.entries()) {
                if (!entry.verdict().passed()) {
                    cells.add(entry.cell().id());
                    reason =
                            reason.isEmpty()
                                    ? Verdicts.reasons(entry.verdict()).getFirst()
                                    : reason;
                }
            }
        }
        if (!cells.isEmpty()) {
            reasons.add(
                    cells.getFirst()
                            + (cells.size() > 1
                                    ? " and " + Quantities.counted(cells.size() - 1, "more cell")
                                    : "")
                            + ": "
                            + reason);
        }
        return reasons.isEmpty()
                ? new Verdict.Pass()
                : new Verdict.Inconclusive(String.join("; ", reasons));
    }

    private static String first(ProofSummary proof) {
        return proof.reasons().isEmpty() ? "no reason was recorded" : proof.reasons().getFirst();
    }
}
