package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.Names;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

@Timeout(60)
class ScenarioCommandTest {
    @TempDir private Path dir;

    @Test
    void aNewScenarioIsAcceptedByRun() {
        Path file = dir.resolve("short-requests.yaml");
        MainTest.Result written =
                MainTest.run("scenario", "new", "short-requests", "--out", file.toString());
        assertThat(written.exitCode()).as(written.err()).isZero();
        assertThat(written.out()).contains("wrote " + file, "wiregauge run " + file);
        MainTest.Result planned = MainTest.run("run", file.toString(), "--dry-run");
        assertThat(planned.exitCode()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("short-requests: modes bgp, vxlan");
    }

    @Test
    void anEditorFindsTheSchemaBesideTheFile() throws Exception {
        Path file = dir.resolve("short-requests.yaml");
        MainTest.run("scenario", "new", "short-requests", "--out", file.toString());
        assertThat(Files.readString(file))
                .startsWith("# yaml-language-server: $schema=scenario.schema.json\n");
        assertThat(dir.resolve("scenario.schema.json"))
                .hasSameTextualContentAs(Path.of("../docs/schema/scenario.schema.json"));
    }

    @Test
    void anExistingFileIsLeftAsItIs() throws Exception {
        Path file = Files.writeString(dir.resolve("mine.yaml"), "mine");
        MainTest.Result result = MainTest.run("scenario", "new", "mine", "--out", file.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("exists already").doesNotContain("\tat ");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aNameThatCannotBeAFolderIsRefused() {
        for (String name : new String[] {"../up", "Upper", "-x", "a b", "x".repeat(64)}) {
            MainTest.Result result = MainTest.run("scenario", "new", "--", name);
            assertThat(result.exitCode()).as(name).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains(name, "allowed: 1 to 63 lower-case");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsTheEnvironmentsFault() {
        Path nowhere = dir.resolve("no/such/folder/x.yaml");
        MainTest.Result result = MainTest.run("scenario", "new", "x", "--out", nowhere.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.err()).contains("cannot be written");
    }

    @Test
    void theTemplateHoldsAfterEveryHashSignIsTakenAway() {
        String full =
                ScenarioCommand.template("full")
                        .replaceAll("(?m)^( *)#(?=- |wire-limit|more-workloads)", "$1");
        Scenario scenario = ScenarioReader.parse("full.yaml", full);
        assertThat(scenario.wireLimit()).isPresent();
        assertThat(scenario.preset("thorough").moreWorkloads()).isPresent();
        assertThat(scenario.workloads().stream().map(Workload::id))
                .containsAll(
                        Arrays.stream(Workload.class.getPermittedSubclasses())
                                .map(type -> Names.snake(type.getSimpleName()))
                                .toList());
    }
}
