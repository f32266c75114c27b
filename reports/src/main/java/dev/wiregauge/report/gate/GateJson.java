package dev.wiregauge.report.gate;

import dev.wiregauge.json.RecordJson;

import java.util.List;

/// The gate's result for programs; `docs/schema/gate.schema.json` describes it.
///
/// @param outcome of the whole
public record GateJson(
        int schemaVersion,
        Check.Outcome outcome,
        String sentence,
        String policy,
        String baseline,
        String candidate,
        int baselineRuns,
        int candidateRuns,
        List<String> environmentDifferences,
        List<String> history,
        List<String> notes,
        List<Check> checks) {
    public static final int SCHEMA_VERSION = 1;

    public static String render(GateResult result) {
        GateJson json =
                new GateJson(
                        SCHEMA_VERSION,
                        result.outcome(),
                        result.sentence(),
                        result.policy().name(),
                        result.baseline(),
                        result.candidate(),
                        result.baselineRuns(),
                        result.candidateRuns(),
                        result.environmentDifferences(),
                        result.history(),
                        result.notes(),
                        result.checks());
        return RecordJson.writePretty(json, GateJson.class);
    }
}
