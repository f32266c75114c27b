package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.FloorWords;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.ProofSummary;
import dev.wiregauge.report.ProofWords;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.Settings;
import dev.wiregauge.report.Verdicts;
import dev.wiregauge.report.html.Page.CellView;
import dev.wiregauge.report.html.Page.Group;
import dev.wiregauge.report.html.Page.Line;
import dev.wiregauge.report.html.Page.Table;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One table per workload; limited rows stand apart, beside their arithmetic.
final class TableBuilder {
    /// More do not fit beside each other on a laptop's screen; exports hold all.
    private static final int MOST_METRICS = 4;

    private final Comparison comparison;
    private final Inks inks;

    TableBuilder(Comparison comparison, Inks inks) {
        this.comparison = comparison;
        this.inks = inks;
    }

    List<Table> tables() {
        Map<Workload, List<Row>> byWorkload =
                comparison.rows().stream()
                        .filter(row -> !row.example().ofLimitedRow())
                        .collect(
                                Collectors.groupingBy(
                                        row -> row.example().workload(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        return byWorkload.entrySet().stream().map(e -> table(e.getKey(), e.getValue())).toList();
    }

    private Table table(Workload workload, List<Row> rows) {
        Map<Boolean, List<Metric>> byPresence =
                rows.stream()
                        .flatMap(row -> row.metrics().stream())
                        .distinct()
                        .sorted()
                        .collect(Collectors.partitioningBy(metric -> measured(rows, metric)));
        List<Metric> metrics =
                byPresence.getOrDefault(true, List.of()).stream().limit(MOST_METRICS).toList();
        Map<Metric, Forest> forests = new EnumMap<>(Metric.class);
        metrics.forEach(metric -> forests.put(metric, Forest.of(rows, metric)));
        List<Group> groups = rows.stream().map(row -> group(row, metrics, forests)).toList();
        return new Table(
                PathWords.title(workload),
                Settings.workload(workload),
                FloorWords.of(comparison, workload).map(words -> "The " + words + ".").orElse(""),
                metrics.stream().map(Metric::label).toList(),
                groups,
                leftOut(byPresence.getOrDefault(false, List.of())));
    }

    private static boolean measured(List<Row> rows, Metric metric) {
        return rows.stream()
                .flatMap(row -> row.entries().stream())
                .flatMap(entry -> entry.value(metric).stream())
                .anyMatch(value -> value.central().isPresent());
    }

    private static String leftOut(List<Metric> metrics) {
        return metrics.stream()
                .map(metric -> metric.label() + " cannot be told: " + metric.whyNone() + ".")
                .collect(Collectors.joining(" "));
    }

    private Group group(Row row, List<Metric> metrics, Map<Metric, Forest> forests) {
        Path path = row.example().path();
        return new Group(
                RowTitles.withoutWorkload(row),
                path.id(),
                path == Path.POD_POD_SAME_NODE,
                detectable(row, metrics),
                row.entries().stream().map(entry -> line(entry, metrics, forests)).toList());
    }

    /// What the row could have shown, at best over its modes: 4 % or 400 % is a different "no
    /// difference shown".
    private static String detectable(Row row, List<Metric> metrics) {
        return metrics.stream()
                .flatMap(metric ->
                        row.entries().stream()
                                .flatMap(entry -> entry.value(metric).stream())
                                .flatMap(value -> value.toReference().stream())
                                .flatMap(ratio -> ratio.detectable().stream())
                                .max(Double::compare)
                                .map(most ->
                                        metric.label()
                                                + " "
                                                + Quantities.change(most).replaceAll("[+±]", ""))
                                .stream())
                .collect(Collectors.joining(", "));
    }

    private Line line(Entry entry, List<Metric> metrics, Map<Metric, Forest> forests) {
        int position = inks.position(entry.cell());
        List<CellView> cells = new ArrayList<>();
        for (Metric metric : metrics) {
            Forest forest = forests.getOrDefault(metric, new Forest(2));
            cells.add(cell(metric, entry.value(metric), forest, position, cells.isEmpty()));
        }
        boolean crossed = entry.cell().path() != Path.POD_POD_SAME_NODE;
        Optional<ProofSummary> proof = comparison.proof(entry.cell().mode());
        return new Line(
                entry.cell().contender(),
                position,
                cells,
                entry.validTrials().size() + "/" + entry.plannedBlocks(),
                crossed ? proof.map(TableBuilder::wire).orElse("–") : "not crossed",
                !crossed
                        ? "none"
                        : proof.map(p -> p.proved() ? "proved" : "unproved").orElse("none"),
                Verdicts.reasons(entry.verdict()).stream().findFirst().orElse(""));
    }

    private static String wire(ProofSummary proof) {
        return proof.proved() ? ProofWords.overhead(proof.overheadBytes()) + " B" : "not proved";
    }

    private static CellView cell(
            Metric metric, Optional<Value> value, Forest forest, int position, boolean first) {
        Optional<PairedRatio> ratio = value.flatMap(Value::toReference);
        return new CellView(
                metric.label(),
                value.flatMap(Value::central)
                        .map(central -> Quantities.of(metric.unit(), central))
                        .orElse("–"),
                value.flatMap(Value::central).map(String::valueOf).orElse(""),
                ratio.map(r -> Quantities.ratio(r.ratio())).orElse(""),
                ratio.map(Quantities::interval).orElse(""),
                ratio.map(r -> Tones.of(metric, r)).orElse("same"),
                first
                        ? value.flatMap(Value::toHost)
                                .map(r -> Quantities.ratio(r.ratio()))
                                .orElse("")
                        : "",
                ratio.map(r -> forest.draw(r, position)).orElse(""));
    }
}
