package dev.wiregauge.report.gate;

import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.SummaryMarkdown;
import dev.wiregauge.report.gate.Check.Outcome;

import java.util.List;

/// The gate's result for a pull request: the sentence, what is notable, the rest folded away.
public final class GateMarkdown {
    private final StringBuilder out = new StringBuilder();

    private GateMarkdown() {}

    public static String render(GateResult result) {
        GateMarkdown markdown = new GateMarkdown();
        markdown.body(result);
        return markdown.out.toString();
    }

    private void body(GateResult result) {
        line("## Wiregauge gate: " + result.outcome().word());
        line("");
        line(SummaryMarkdown.escape(result.sentence()));
        line("");
        line(
                "Policy `%s`, baseline %s (%s), candidate %s (%s)."
                        .formatted(
                                result.policy().name(),
                                SummaryMarkdown.escape(result.baseline()),
                                Quantities.counted(result.baselineRuns(), "run"),
                                SummaryMarkdown.escape(result.candidate()),
                                Quantities.counted(result.candidateRuns(), "run")));
        line("");
        result.environmentDifferences()
                .forEach(d -> line("- machines differ: " + SummaryMarkdown.escape(d)));
        result.notes().forEach(note -> line("- note: " + SummaryMarkdown.escape(note)));
        result.history().forEach(h -> line("- history: " + SummaryMarkdown.escape(h)));
        table(result.notable());
        List<Check> passed =
                result.checks().stream().filter(c -> c.outcome() == Outcome.PASS).toList();
        if (!passed.isEmpty()) {
            line(
                    "<details><summary>"
                            + Quantities.counted(passed.size(), "check")
                            + " passed</summary>");
            table(passed);
            line("</details>");
        }
    }

    private void table(List<Check> checks) {
        if (checks.isEmpty()) {
            return;
        }
        line("");
        line("| outcome | cell | rule | change | arithmetic |");
        line("| --- | --- | --- | --- | --- |");
        for (Check check : checks) {
            line(
                    "| %s | %s | %s | %s | %s |"
                            .formatted(
                                    check.outcome().word(),
                                    SummaryMarkdown.escape(check.cell()),
                                    SummaryMarkdown.escape(check.rule()),
                                    SummaryMarkdown.escape(check.change()),
                                    SummaryMarkdown.escape(check.arithmetic())));
        }
        line("");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
