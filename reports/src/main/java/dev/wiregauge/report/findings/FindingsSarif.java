package dev.wiregauge.report.findings;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.RunFolder;

import java.util.List;
import java.util.Map;

/// The findings in SARIF 2.1.0 (OASIS), which code hosts show as alerts; what could not be checked
/// is a notification of the run.
///
/// The records spell the properties of that format.
public final class FindingsSarif {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String VERSION = "2.1.0";

    private FindingsSarif() {}

    record Log(String $schema, String version, List<Run> runs) {}

    record Run(Tool tool, List<Invocation> invocations, List<Result> results) {}

    record Tool(Driver driver) {}

    record Driver(String name, String version, List<Rule> rules) {}

    record Rule(String id, Text shortDescription, Text help) {}

    record Text(String text) {}

    /// @param executionSuccessful whether everything could be checked
    record Invocation(boolean executionSuccessful, List<Notification> toolExecutionNotifications) {}

    record Notification(String level, Text message) {}

    record Result(
            String ruleId,
            int ruleIndex,
            String level,
            Text message,
            List<Location> locations,
            Map<String, String> partialFingerprints) {}

    record Location(PhysicalLocation physicalLocation, List<LogicalLocation> logicalLocations) {}

    record PhysicalLocation(ArtifactLocation artifactLocation) {}

    record ArtifactLocation(String uri) {}

    record LogicalLocation(String name, String fullyQualifiedName, String kind) {}

    public static String render(Diagnosis diagnosis) {
        List<String> ids = diagnosis.findings().stream().map(Finding::id).distinct().toList();
        Log log =
                new Log(
                        SCHEMA,
                        VERSION,
                        List.of(
                                new Run(
                                        new Tool(driver(diagnosis, ids)),
                                        List.of(invocation(diagnosis)),
                                        diagnosis.findings().stream()
                                                .map(each -> result(each, ids.indexOf(each.id())))
                                                .toList())));
        return RecordJson.writePretty(log, Log.class);
    }

    private static Driver driver(Diagnosis diagnosis, List<String> ids) {
        return new Driver(
                "Wiregauge",
                diagnosis.wiregaugeVersion(),
                ids.stream().map(id -> rule(diagnosis, id)).toList());
    }

    private static Rule rule(Diagnosis diagnosis, String id) {
        Finding first =
                diagnosis.findings().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElseThrow();
        return new Rule(
                id,
                new Text(first.title()),
                new Text("Cause: " + first.cause() + ". Fix: " + first.fix()));
    }

    private static Invocation invocation(Diagnosis diagnosis) {
        return new Invocation(
                diagnosis.notChecked().isEmpty(),
                diagnosis.notChecked().stream()
                        .map(each ->
                                new Notification(
                                        "warning",
                                        new Text(
                                                "could not check %s because %s"
                                                        .formatted(each.what(), each.why()))))
                        .toList());
    }

    private static Result result(Finding finding, int index) {
        String level =
                switch (finding.severity()) {
                    case CRITICAL, ERROR -> "error";
                    case WARNING -> "warning";
                    case INFO -> "note";
                };
        String message =
                "%s, at %s, direction %s. Cause: %s. Fix: %s. Sure: %s. Evidence: %s"
                        .formatted(
                                finding.title(),
                                finding.place(),
                                finding.direction(),
                                finding.cause(),
                                finding.fix(),
                                finding.confidence(),
                                String.join("; ", finding.evidence()));
        return new Result(
                finding.id(),
                index,
                level,
                new Text(message),
                List.of(location(finding)),
                Map.of("placeAndDirection/v1", finding.place() + ", " + finding.direction()));
    }

    private static Location location(Finding finding) {
        return new Location(
                new PhysicalLocation(new ArtifactLocation(RunFolder.FINDINGS)),
                List.of(
                        new LogicalLocation(
                                finding.place(),
                                finding.place() + ", direction " + finding.direction(),
                                "resource")));
    }
}
