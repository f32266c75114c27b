package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.ProofSummary.DirectionProof;
import dev.wiregauge.report.TextTable.Column;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The comparison as text: settings, facts, verdict.
public final class TerminalTable {
    private static final int LEAST_WIDTH = 40;
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RED = "\u001b[31m";
    private static final String OFF = "\u001b[0m";

    private final Comparison comparison;
    private final int width;
    private final boolean color;
    private final List<String> lines = new ArrayList<>();

    private TerminalTable(Comparison comparison, int width, boolean color) {
        this.comparison = comparison;
        this.width = Math.max(width, LEAST_WIDTH);
        this.color = color;
    }

    /// @param width of the terminal in characters; columns that matter less are left out to fit
    /// @param color whether the terminal shows ANSI colours
    /// @return lines that end in a line feed each
    public static String render(Comparison comparison, int width, boolean color) {
        TerminalTable table = new TerminalTable(comparison, width, color);
        table.settings();
        comparison.rows().forEach(table::row);
        table.proof();
        table.setAside();
        table.verdict();
        return String.join("\n", table.lines) + "\n";
    }

    private void settings() {
        Paragraph.wrap(Settings.line(comparison.run()), width)
                .forEach(line -> lines.add(paint(DIM, line)));
    }

    private void row(Row row) {
        lines.add("");
        lines.add(paint(BOLD, row.name()));
        FloorWords.of(comparison, row.example().workload())
                .ifPresent(floor ->
                        Paragraph.wrap(floor, width).forEach(line -> lines.add(paint(DIM, line))));
        List<Metric> metrics = row.metrics();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.left(row.example().variant().isPresent() ? "variant" : "mode", 0));
        for (int m = 0; m < metrics.size(); m++) {
            columns.add(Column.right(metrics.get(m).label(), m == 0 ? 0 : 2 * m));
            columns.add(Column.left("to " + comparison.reference(), m == 0 ? 1 : 2 * m + 1));
            if (m == 0) {
                columns.add(Column.left("to host", 3));
            }
        }
        columns.add(Column.right("header arithmetic", 1));
        columns.add(Column.right("trials", 1));
        columns.add(Column.left("wire", 1));
        TextTable table = new TextTable(columns);
        row.entries().forEach(entry -> table.add(cells(entry, metrics)));
        addTable(table);
    }

    private List<String> cells(Entry entry, List<Metric> metrics) {
        List<String> cells = new ArrayList<>();
        cells.add(entry.cell().contender());
        for (Metric metric : metrics) {
            Optional<Value> value = entry.value(metric);
            cells.add(
                    value.flatMap(Value::central)
                            .map(v -> Quantities.of(metric.unit(), v))
                            .orElse("–"));
            cells.add(value.flatMap(Value::toReference).map(Quantities::ratio).orElse(""));
            if (metric == metrics.getFirst()) {
                cells.add(value.flatMap(Value::toHost).map(Quantities::ratio).orElse(""));
            }
        }
        cells.add(
                entry.arithmetic()
                        .map(a -> Quantities.bitRate(a.expectedBitsPerSecond()))
                        .orElse(""));
        cells.add(entry.validTrials().size() + "/" + entry.plannedBlocks());
        cells.add(wire(entry.cell()));
        return cells;
    }

    private String wire(Cell cell) {
        if (cell.path() == Path.POD_POD_SAME_NODE) {
            return "not crossed";
        }
        return comparison
                .proof(cell.mode())
                .map(proof ->
                        proof.proved()
                                ? ProofWords.overhead(proof.overheadBytes()) + " B"
                                : "not proved")
                .orElse("");
    }

    private void proof() {
        lines.add("");
        lines.add(paint(BOLD, "proof on the wire"));
        TextTable table =
                new TextTable(
                        List.of(
                                Column.left("mode", 0),
                                Column.left("direction", 2),
                                Column.left("seen", 0),
                                Column.right("bytes", 0),
                                Column.left("outer", 1),
                                Column.left("DF", 4),
                                Column.right("ports", 5),
                                Column.right("largest", 3),
                                Column.left("tunnel", 6),
                                Column.left("verdict", 0)));
        for (ProofSummary proof : comparison.proofs()) {
            for (DirectionProof direction : proof.directions()) {
                table.add(
                        List.of(
                                proof.mode().id(),
                                direction.from().node() + " → " + direction.to().node(),
                                ProofWords.seen(direction),
                                ProofWords.overhead(direction.overheadBytes()),
                                ProofWords.outer(direction),
                                ProofWords.dontFragment(direction.outerDontFragment()),
                                ProofWords.sourcePorts(direction),
                                ProofWords.bytes(direction.largestDelivered()),
                                proof.tunnel(),
                                direction.verdict().passed() ? "proved" : "not proved"));
            }
            if (proof.directions().isEmpty()) {
                table.add(
                        List.of(
                                proof.mode().id(),
                                "",
                                "nothing",
                                "–",
                                "–",
                                "–",
                                "–",
                                "–",
                                proof.tunnel(),
                                "not proved"));
            }
        }
        addTable(table);
        for (ProofSummary proof : comparison.proofs()) {
            proof.reasons().forEach(reason -> lines.add("  " + proof.mode().id() + ": " + reason));
        }
    }

    private void setAside() {
        List<Trial> setAside = SetAside.trials(comparison);
        if (setAside.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(paint(BOLD, "trials set aside: " + setAside.size()));
        SetAside.byReason(comparison)
                .forEach((reason, trials) -> lines.add("  " + trials.size() + " x " + reason));
    }

    private void verdict() {
        Headline headline = Headline.of(comparison);
        lines.add("");
        lines.addAll(Paragraph.wrap(headline.sentence(), width));
        if (!headline.proof().isEmpty()) {
            lines.addAll(Paragraph.wrap(headline.proof(), width));
        }
        lines.addAll(Paragraph.wrap(Caveats.intervals(comparison), width));
        Caveats.of(comparison).forEach(note -> lines.addAll(Paragraph.wrap(note, width)));
        Verdict verdict = comparison.run().verdict();
        String paint =
                switch (verdict) {
                    case Verdict.Pass ignored -> GREEN;
                    case Verdict.Fail ignored -> RED;
                    case Verdict.Inconclusive ignored -> YELLOW;
                };
        lines.add("");
        lines.add(paint(BOLD + paint, "verdict: " + Verdicts.word(verdict)));
        Verdicts.reasons(verdict).forEach(r -> lines.addAll(Paragraph.wrap("  " + r, width)));
    }

    private void addTable(TextTable table) {
        List<String> text = table.lines(width);
        lines.add(paint(DIM, text.getFirst()));
        lines.addAll(text.subList(1, text.size()));
    }

    private String paint(String code, String text) {
        return color ? code + text + OFF : text;
    }
}
