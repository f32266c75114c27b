package dev.wiregauge.report.export;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Sample;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.List;
import java.util.Optional;

/// The comparison as it was computed; `docs/schema/comparison.schema.json` describes it.
public record JsonExport(int schemaVersion, List<RunJson> runs) {
    public static final int SCHEMA_VERSION = 1;

    public JsonExport {
        runs = List.copyOf(runs);
    }

    public record RunJson(
            String id, String scenario, String reference, Verdict verdict, List<CellJson> cells) {}

    public record CellJson(
            Mode mode,
            Path path,
            String workload,
            Optional<String> variant,
            Optional<Long> wireLimitBitsPerSecond,
            int plannedBlocks,
            int validTrials,
            Verdict verdict,
            List<ValueJson> values) {}

    /// @param central median, or percentile of all round trips merged, in the unit
    public record ValueJson(
            Metric metric,
            String unit,
            Optional<Double> central,
            Optional<PairedRatio> toReference,
            Optional<PairedRatio> toHost,
            List<Sample> samples) {}

    public static String render(List<Comparison> runs) {
        JsonExport export =
                new JsonExport(SCHEMA_VERSION, runs.stream().map(JsonExport::run).toList());
        return RecordJson.writePretty(export, JsonExport.class);
    }

    private static RunJson run(Comparison comparison) {
        return new RunJson(
                comparison.run().id(),
                comparison.run().scenario().name(),
                comparison.reference(),
                comparison.run().verdict(),
                comparison.rows().stream()
                        .flatMap(row -> row.entries().stream())
                        .map(JsonExport::cell)
                        .toList());
    }

    private static CellJson cell(Entry entry) {
        return new CellJson(
                entry.cell().mode(),
                entry.cell().path(),
                entry.cell().workload().label(),
                entry.cell().variant().map(v -> v.name()),
                entry.cell().wireLimitBitsPerSecond(),
                entry.plannedBlocks(),
                entry.validTrials().size(),
                entry.verdict(),
                entry.values().stream().map(JsonExport::value).toList());
    }

    private static ValueJson value(Value value) {
        return new ValueJson(
                value.metric(),
                Units.of(value.metric()),
                value.central(),
                value.toReference(),
                value.toHost(),
                value.samples());
    }
}
