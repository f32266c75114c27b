package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;

/// The comparison for a pull request or a chat.
public final class SummaryMarkdown {
    private final Comparison comparison;
    private final StringBuilder out = new StringBuilder();

    private SummaryMarkdown(Comparison comparison) {
        this.comparison = comparison;
    }

    public static String render(Comparison comparison) {
        SummaryMarkdown summary = new SummaryMarkdown(comparison);
        summary.head();
        comparison.rows().forEach(summary::row);
        summary.proof();
        summary.tail();
        return summary.out.toString();
    }

    private void head() {
        Headline headline = Headline.of(comparison);
        line("## Wiregauge: " + escape(comparison.run().scenario().title()));
        line("");
        line("**" + Verdicts.word(headline.verdict()) + "**: " + escape(headline.sentence()));
        line("");
        line(escape(headline.proof()));
        Verdicts.reasons(headline.verdict()).forEach(reason -> line("- " + escape(reason)));
        line("");
    }

    private void row(Row row) {
        List<Metric> metrics = row.metrics();
        line("### " + escape(row.name()));
        line("");
        FloorWords.of(comparison, row.example().workload())
                .ifPresent(floor -> {
                    line("The " + escape(floor) + ".");
                    line("");
                });
        List<String> heading =
                new ArrayList<>(List.of(row.example().variant().isPresent() ? "variant" : "mode"));
        for (Metric metric : metrics) {
            heading.add(metric.label());
            heading.add("to " + comparison.reference());
        }
        heading.add("trials");
        cells(heading);
        cells(heading.stream().map(h -> h.equals(heading.getFirst()) ? "---" : "---:").toList());
        row.entries().forEach(entry -> cells(entry(entry, metrics)));
        line("");
    }

    private static List<String> entry(Entry entry, List<Metric> metrics) {
        List<String> cells = new ArrayList<>(List.of(entry.cell().contender()));
        for (Metric metric : metrics) {
            cells.add(
                    entry.value(metric)
                            .flatMap(Value::central)
                            .map(v -> Quantities.of(metric.unit(), v))
                            .orElse("–"));
            cells.add(
                    entry.value(metric)
                            .flatMap(Value::toReference)
                            .map(Quantities::ratio)
                            .orElse(""));
        }
        cells.add(entry.validTrials().size() + "/" + entry.plannedBlocks());
        return cells;
    }

    private void proof() {
        line("### Proof on the wire");
        line("");
        cells(List.of("mode", "direction", "seen", "overhead", "outer", "largest", "verdict"));
        cells(List.of("---", "---", "---", "---:", "---", "---:", "---"));
        for (ProofSummary proof : comparison.proofs()) {
            for (ProofSummary.DirectionProof direction : proof.directions()) {
                cells(
                        List.of(
                                proof.mode().id(),
                                direction.from().node() + " → " + direction.to().node(),
                                ProofWords.seen(direction),
                                ProofWords.overhead(direction.overheadBytes()),
                                ProofWords.outer(direction),
                                ProofWords.bytes(direction.largestDelivered()),
                                direction.verdict().passed() ? "proved" : "**not proved**"));
            }
        }
        line("");
        for (ProofSummary proof : comparison.proofs()) {
            if (proof.mode() != Mode.HOST) {
                proof.reasons()
                        .forEach(reason -> line("- " + proof.mode().id() + ": " + escape(reason)));
            }
        }
    }

    private void tail() {
        line("");
        line(escape(Caveats.intervals(comparison)));
        Caveats.of(comparison).forEach(caveat -> line("- " + escape(caveat)));
        line("");
        line("<sub>" + escape(Settings.line(comparison.run())) + "</sub>");
    }

    private void cells(List<String> cells) {
        line(
                "| "
                        + String.join(" | ", cells.stream().map(SummaryMarkdown::escape).toList())
                        + " |");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /// Names from a cluster or a scenario may hold what Markdown would take for markup.
    public static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;")
                .replace("`", "\\`")
                .replace("*", "\\*")
                .replace("[", "\\[")
                .replace('\n', ' ');
    }
}
