package dev.wiregauge.report.gate;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.gate.Check.Outcome;

import java.util.List;

/// The gate's notable checks in SARIF 2.1.0 (OASIS), which code hosts show as alerts.
///
/// The records spell the properties of that format.
public final class GateSarif {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String VERSION = "2.1.0";

    private GateSarif() {}

    record Log(String $schema, String version, List<Run> runs) {}

    record Run(Tool tool, List<Result> results) {}

    record Tool(Driver driver) {}

    record Driver(String name, List<Rule> rules) {}

    record Rule(String id, String name, Text shortDescription) {}

    record Text(String text) {}

    record Result(
            String ruleId, int ruleIndex, String level, Text message, List<Location> locations) {}

    record Location(PhysicalLocation physicalLocation) {}

    record PhysicalLocation(ArtifactLocation artifactLocation) {}

    record ArtifactLocation(String uri) {}

    /// @param file that the alerts are shown at, such as the policy's path in the repository
    public static String render(GateResult result, String file) {
        List<Result> results =
                result.notable().stream()
                        .filter(check -> check.outcome() != Outcome.IMPROVEMENT)
                        .map(check -> result(check, file))
                        .toList();
        Log log = new Log(SCHEMA, VERSION, List.of(new Run(new Tool(driver()), results)));
        return RecordJson.writePretty(log, Log.class);
    }

    private static Driver driver() {
        return new Driver(
                "Wiregauge",
                List.of(
                        new Rule(
                                "regression",
                                "Regression",
                                new Text("Worse than the policy allows, shown")),
                        new Rule(
                                "inconclusive",
                                "Inconclusive",
                                new Text("The measurements do not settle it")),
                        new Rule("no-data", "NoData", new Text("Nothing valid was measured"))));
    }

    private static Result result(Check check, String file) {
        return switch (check.outcome()) {
            case REGRESSION -> result(check, file, "regression", 0, "error");
            case INCONCLUSIVE -> result(check, file, "inconclusive", 1, "warning");
            case NO_DATA -> result(check, file, "no-data", 2, "warning");
            case PASS, IMPROVEMENT ->
                    throw new IllegalArgumentException(check.outcome() + " is no alert");
        };
    }

    private static Result result(Check check, String file, String rule, int index, String level) {
        return new Result(
                rule,
                index,
                level,
                new Text(
                        check.cell()
                                + ", "
                                + check.rule()
                                + ": "
                                + (check.change().isEmpty() ? "" : check.change() + ", ")
                                + check.arithmetic()),
                List.of(new Location(new PhysicalLocation(new ArtifactLocation(file)))));
    }
}
