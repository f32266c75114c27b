package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.scenario.ScenarioReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@Timeout(60)
class MainTest {
    @TempDir private Path dir;

    record Result(int exitCode, String out, String err) {}

    static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }

    @Test
    void helpListsTheCommandsAndExitCodes() {
        Result result = run("--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("compare", "run", "scenarios", "Exit codes: 0 pass");
    }

    @Test
    void anUnknownCommandOrOptionSuggestsTheNearest() {
        Result command = run("compair");
        assertThat(command.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(command.err())
                .contains("'compair'", "Did you mean", "compare")
                .doesNotContain("\tat ");
        Result option = run("compare", "--mode", "bgp");
        assertThat(option.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(option.err()).contains("--mode", "--modes");
    }

    @Test
    void aMalformedScenarioIsRefusedWithItsLineAndLeavesNothing() throws Exception {
        Path file = dir.resolve("bad.yaml");
        Files.writeString(
                file,
                Files.readString(
                                Path.of(
                                        "../scenarios/src/main/resources/dev/wiregauge/catalog/compare-modes.yaml"))
                        .replace("streams: 1", "streams: 1000"));
        Result result = run("run", file.toString(), "--out", dir.resolve("run").toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err())
                .contains("bad.yaml:12: streams is 1000, allowed: 1 to 128")
                .doesNotContain("\tat ");
        assertThat(dir.resolve("run")).doesNotExist();
    }

    @Test
    void wrongValuesAreRefusedWithWhatIsAllowed() {
        assertThat(run("compare", "--modes", "bgp,vxlann").err()).contains("did you mean vxlan?");
        assertThat(run("compare", "--modes", "wireguard").err())
                .contains("cannot be measured with --testbed lab");
        assertThat(run("compare", "--repeats", "0").err())
                .contains("repeats is 0, allowed: 1 to 1000");
        assertThat(run("compare", "--duration", "5ms").err())
                .contains("duration is 5ms, allowed: 10ms to");
        assertThat(run("compare", "--warmup", "soon").err())
                .contains("warmup is \"soon\", allowed: a number with us, ms, s");
        assertThat(run("compare", "--placement", "0").err())
                .contains("placement is \"0\", allowed: same-core, two-cores, free, or the CPUs");
        assertThat(run("compare", "--preset", "fast").err())
                .contains("allowed: quick, standard, thorough");
        assertThat(run("compare", "--nodes", "9", "--dry-run").err())
                .contains("nodes is 9, allowed: 2 to 8");
        assertThat(run("compare", "--testbed", "moon").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theShapeOfTheLabIsChosenInSmallLetters() {
        assertThat(run("compare", "--underlay", "l3", "--bgp", "bird", "--dry-run").exitCode())
                .isZero();
        assertThat(run("compare", "--bgp", "static", "--dry-run").exitCode()).isZero();
        assertThat(run("compare", "--underlay", "l4", "--dry-run").err()).contains("l4", "L2, L3");
    }

    @Test
    void aDryRunShowsTheOrderOfTrialsAndTheCommandsAndMakesNothing() {
        Result result =
                run("compare", "--dry-run", "--seed", "5", "--out", dir.resolve("run").toString());
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains(
                        "129 trials in 9 blocks",
                        "seed 5",
                        "block 1:",
                        "vxlan.calico",
                        "169.254.1.1");
        assertThat(run("compare", "--dry-run", "--seed", "5").out())
                .contains("vxlan/pod-service/tcp_rr");
        assertThat(dir.resolve("run")).doesNotExist();
    }

    @Test
    void aDryRunIsOneJsonObjectWhereJsonIsAskedFor() {
        Result result = run("compare", "--dry-run", "--json", "--seed", "5");
        assertThat(result.exitCode()).isZero();
        PlannedRun planned = RecordJson.read(result.out(), PlannedRun.class);
        assertThat(planned.trials()).isEqualTo(129);
        assertThat(planned.blocks())
                .hasSize(9)
                .allSatisfy(block -> assertThat(block.cells()).isNotEmpty());
        assertThat(planned.modes()).contains("bgp", "ipip", "vxlan");
        assertThat(planned.built()).anyMatch(line -> line.contains("vxlan.calico"));
    }

    @Test
    void aTraceIsShownOnlyWhenAskedFor() {
        assertThat(run("run", "/no/such.yaml").err())
                .contains("no such file")
                .doesNotContain("\tat ");
        assertThat(run("run", "/no/such.yaml", "--debug").err()).contains("no such file", "\tat ");
    }

    @Test
    void theListOfScenariosWrapsAtWordsOfANarrowTerminal() {
        List<String> lines = ScenariosCommand.table(40).lines().toList();
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
        String flat = ScenariosCommand.table(40).replaceAll("\\s+", " ");
        assertThat(ScenarioReader.CATALOG)
                .allSatisfy(name ->
                        assertThat(flat).contains(name + " " + ScenarioReader.find(name).title()));
    }

    @Test
    void theCatalogueIsListedAndShown() {
        assertThat(run("scenarios").out()).contains("compare-modes", "mesh ");
        assertThat(run("scenarios", "compare-modes").out())
                .contains("name: compare-modes", "# The main job");
        assertThat(run("scenarios", "compare").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
