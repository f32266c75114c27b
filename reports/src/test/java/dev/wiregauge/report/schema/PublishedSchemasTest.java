package dev.wiregauge.report.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.SampleRun;
import dev.wiregauge.report.export.JsonExport;
import dev.wiregauge.report.findings.SampleDiagnosis;
import dev.wiregauge.report.gate.Gate;
import dev.wiregauge.report.gate.GateJson;
import dev.wiregauge.report.gate.GateSide;
import dev.wiregauge.report.gate.Policy;
import dev.wiregauge.report.gate.PolicyReader;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/// The schemas under docs/schema are those of the records, and what is written fits them.
///
/// After a change to a record: `./mvnw -pl reports -am test -Dtest=PublishedSchemasTest
/// -Dwiregauge.schemas=write`, then look at the difference and raise the schema version where an
/// older reader would misunderstand.
@Timeout(60)
class PublishedSchemasTest {
    private static final Path FOLDER = Path.of("../docs/schema");

    @TempDir private Path temp = Path.of("");

    enum Published {
        RUN("run.schema.json"),
        TRIAL("trial.schema.json"),
        HOP_TIMES("hop-times.schema.json"),
        BULK_OVERHEAD("bulk-overhead.schema.json"),
        FINDING("finding.schema.json"),
        FINDINGS("findings.schema.json"),
        COMPARISON("comparison.schema.json"),
        GATE("gate.schema.json"),
        POLICY("policy.schema.json"),
        SCENARIO("scenario.schema.json");

        private final String file;

        Published(String file) {
            this.file = file;
        }

        String derived() {
            return switch (this) {
                case RUN -> RecordSchema.ofJson(Run.class, "Wiregauge run.json");
                case TRIAL -> RecordSchema.ofJson(Trial.class, "A line of Wiregauge trials.jsonl");
                case HOP_TIMES ->
                        RecordSchema.ofJson(
                                RunFolder.HopTimesFile.class, "Wiregauge evidence/hop-times.json");
                case BULK_OVERHEAD ->
                        RecordSchema.ofJson(
                                RunFolder.BulkOverheadFile.class,
                                "Wiregauge evidence/bulk-overhead.json");
                case FINDING ->
                        RecordSchema.ofJson(Finding.class, "A finding of Wiregauge findings.json");
                case FINDINGS -> RecordSchema.ofJson(Diagnosis.class, "Wiregauge findings.json");
                case COMPARISON ->
                        RecordSchema.ofJson(JsonExport.class, "wiregauge report --export json");
                case GATE -> RecordSchema.ofJson(GateJson.class, "wiregauge gate --json");
                case POLICY -> RecordSchema.ofYaml(Policy.class, "Wiregauge policy.yaml");
                case SCENARIO -> RecordSchema.ofYaml(Scenario.class, "A Wiregauge scenario file");
            };
        }

        Path path() {
            return FOLDER.resolve(file);
        }
    }

    @ParameterizedTest
    @EnumSource(Published.class)
    void isWhatTheRecordSays(Published published) throws IOException {
        if ("write".equals(System.getProperty("wiregauge.schemas"))) {
            Files.writeString(published.path(), published.derived());
        }
        assertThat(Files.readString(published.path())).isEqualTo(published.derived());
    }

    @Test
    void runAndTrialsThatAreWrittenFit() throws IOException {
        RunFolder folder = new SampleRun(3, "quick").streamsOnly().write(temp.resolve("run"));
        String run = Files.readString(folder.root().resolve(RunFolder.RUN));
        assertFits(Published.RUN, run);
        assertRefused(Published.RUN, run.replace("\"seed\"", "\"sead\""));
        for (String line : Files.readAllLines(folder.root().resolve(RunFolder.TRIALS))) {
            assertFits(Published.TRIAL, line);
        }
    }

    @Test
    void findingsThatAreWrittenFit() {
        Finding finding =
                new Finding(
                        "F02",
                        "Path MTU black hole",
                        Finding.Severity.ERROR,
                        "node-2 uplink",
                        "both",
                        List.of("pod-pod-cross-node"),
                        List.of("1450 bytes are lost, 1400 arrive"),
                        "cause",
                        "fix",
                        "certain: both directions were probed");
        assertFits(Published.FINDING, RecordJson.write(finding, Finding.class));
        String diagnosis = RecordJson.write(SampleDiagnosis.recorded(), Diagnosis.class);
        assertFits(Published.FINDINGS, diagnosis);
        assertRefused(Published.FINDINGS, diagnosis.replace("\"failOn\"", "\"failIn\""));
    }

    @Test
    void gateAndComparisonThatAreWrittenFit() {
        new SampleRun(3, "quick").streamsOnly().write(temp.resolve("run"));
        GateSide side = GateSide.load(temp.resolve("run"));
        Gate gate = new Gate(PolicyReader.standard(), false, OptionalDouble.empty());
        assertFits(Published.GATE, GateJson.render(gate.judge(side, side)));
        List<Comparison> runs = side.runs();
        assertFits(Published.COMPARISON, JsonExport.render(runs));
    }

    @Test
    void theDefaultPolicyFitsAndAMisspeltOneDoesNot() {
        Schema schema = schema(Published.POLICY);
        assertThat(schema.validate(PolicyReader.standardText(), InputFormat.YAML)).isEmpty();
        assertThat(
                        schema.validate(
                                PolicyReader.standardText().replace("goodput", "godput"),
                                InputFormat.YAML))
                .isNotEmpty();
    }

    @ParameterizedTest
    @FieldSource("dev.wiregauge.scenario.ScenarioReader#CATALOG")
    void everyShippedScenarioFitsAndAMisspeltOneDoesNot(String name) {
        String text = ScenarioReader.catalogText(name);
        Schema schema = schema(Published.SCENARIO);
        assertThat(schema.validate(resolved(text), InputFormat.JSON)).isEmpty();
        for (String wrong :
                List.of(
                        text.replace("modes: [", "modes: [bpg, "),
                        text.replace("baseline:", "base-line:"),
                        text.replaceAll("(tcp|udp)_", "$1-"),
                        text.replace("warmup: ", "warmup: about "))) {
            assertThat(wrong).isNotEqualTo(text);
            assertThat(schema.validate(resolved(wrong), InputFormat.JSON)).isNotEmpty();
        }
    }

    /// As JSON, with aliases followed: the validator's own reader takes them for text.
    private static String resolved(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return new JsonMapper().writeValueAsString(tree);
    }

    private static void assertFits(Published published, String json) {
        assertThat(schema(published).validate(json, InputFormat.JSON)).isEmpty();
    }

    private static void assertRefused(Published published, String json) {
        assertThat(schema(published).validate(json, InputFormat.JSON)).isNotEmpty();
    }

    private static Schema schema(Published published) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(published.derived(), InputFormat.JSON);
    }
}
