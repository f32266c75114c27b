package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Stopped at any point, nothing is left behind; a fault in the middle is named and never hangs.
@RequiresLab
@Timeout(180)
class StopPointsIT {
    private static final Pattern RUN_ID = Pattern.compile(", run (r[0-9a-z]+)");

    @TempDir private Path dir;
    private Path scenario = Path.of(".");

    @BeforeEach
    void writeScenario() throws Exception {
        scenario = Scenarios.crossNodeOnly(dir);
    }

    @ParameterizedTest
    @CsvSource({
        "INT, joining the nodes",
        "INT, measuring",
        "TERM, measuring",
        "INT, writing the report"
    })
    void aSignalLeavesNothing(String signal, String when) throws Exception {
        try (HarnessProcess harness = start()) {
            String id = id(harness);
            harness.await(line -> line.contains(when));
            harness.signal(signal);
            int exitCode = harness.awaitEnd();
            // 128 + signal; a report that was being written when the signal came may be finished
            assertThat(exitCode).as(harness.text()).isIn(130, 143, 0);
            assertNothingLeft(id);
            assertThat(partialFiles()).isEmpty();
        }
    }

    @Test
    void afterAKillCleanRemovesEverything() throws Exception {
        try (HarnessProcess harness = start()) {
            String id = id(harness);
            harness.await(line -> line.contains("measuring"));
            harness.signal("KILL");
            harness.awaitEnd();
            assertThat(namespaces(id)).isNotEmpty();
            assertThat(MainTest.run("clean").exitCode()).isZero();
            assertNothingLeft(id);
        }
    }

    @Test
    void anAgentKilledInMidTrialIsNamedAndTheRunEnds() throws Exception {
        try (HarnessProcess harness = start()) {
            id(harness);
            harness.await(line -> line.contains("measuring"));
            ProcessHandle agent =
                    harness.handle()
                            .descendants()
                            .filter(process ->
                                    process.info()
                                            .commandLine()
                                            .orElse("")
                                            .contains("vxlan-client"))
                            .findFirst()
                            .orElseThrow();
            agent.destroyForcibly();
            assertThat(harness.awaitEnd()).as(harness.text()).isEqualTo(ExitCode.INCONCLUSIVE);
        }
        List<Trial> trials = RunFolder.open(dir.resolve("run")).readTrials();
        // a busy machine may leave other trials inconclusive too, for reasons of their own
        assertThat(trials)
                .filteredOn(trial ->
                        trial.verdict() instanceof Verdict.Inconclusive(String reason)
                                && reason.contains("vxlan-client"))
                .isNotEmpty()
                .allMatch(trial -> trial.cell().mode() == Mode.VXLAN);
        assertThat(trials).filteredOn(trial -> trial.cell().mode() == Mode.BGP).isNotEmpty();
    }

    @Test
    void twoRunsAtOnceTakeTurnsAndSayIt() throws Exception {
        Path second = dir.resolve("second");
        try (HarnessProcess one = start();
                HarnessProcess two = start(second)) {
            assertThat(one.awaitEnd()).as(one.text()).isZero();
            assertThat(two.awaitEnd()).as(two.text()).isZero();
            assertThat(one.text() + two.text())
                    .containsPattern(
                            "another run \\(process (%d|%d)\\) is measuring on this machine"
                                    .formatted(one.pid(), two.pid()));
        }
        assertThat(
                        Stream.of(dir.resolve("run"), second)
                                .flatMap(run -> RunFolder.open(run).readRun().notes().stream()))
                .anyMatch(note -> note.contains("took turns"));
    }

    @Test
    void pathsThatAreNotWhatTheyClaimAreNamedAndCarryNoNumbers() throws Exception {
        MainTest.Result result =
                MainTest.run(
                        "run",
                        scenario.toString(),
                        "--misroute",
                        "vxlan=bgp,ipip=vxlan",
                        "--out",
                        dir.resolve("run").toString());
        assertThat(result.exitCode())
                .as(result.out() + result.err())
                .isEqualTo(ExitCode.INCONCLUSIVE);
        RunFolder folder = RunFolder.open(dir.resolve("run"));
        assertThat(folder.readRun().verdict().toString())
                .contains(
                        "configured as vxlan, which means VXLAN, but the wire shows no encapsulation (0 bytes")
                .contains(
                        "configured as ipip, which means IPIP, but the wire shows VXLAN (50 bytes");
        assertThat(folder.readTrials())
                .allMatch(trial ->
                        trial.measurement().isPresent() == (trial.cell().mode() == Mode.BGP));
        assertThat(Files.readString(dir.resolve("run").resolve(RunFolder.REPORT)))
                .contains("the wire shows VXLAN");
    }

    @Test
    void aClusterThatCannotBeReachedLeavesNothingToClean() throws Exception {
        Path state = dir.resolve("state");
        Path kubeconfig = dir.resolve("no-kubeconfig");
        try (HarnessProcess harness =
                HarnessProcess.start(
                        Map.of("WIREGAUGE_STATE", state.toString()),
                        "compare",
                        "--testbed",
                        "kubernetes",
                        "--kubeconfig",
                        kubeconfig.toString(),
                        "--out",
                        dir.resolve("run").toString())) {
            assertThat(harness.awaitEnd()).as(harness.text()).isNotZero();
            assertThat(harness.text()).contains(kubeconfig.toString());
        }
        assertThat(new Journals(state).all()).isEmpty();
        assertThat(dir.resolve("run")).doesNotExist();
    }

    @Test
    void withoutRootTheProgramSaysWhatItNeedsInOneLine() throws Exception {
        Process process =
                new ProcessBuilder(
                                "setpriv",
                                "--reuid=65534",
                                "--clear-groups",
                                "../wiregauge",
                                "compare")
                        .redirectErrorStream(true)
                        .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(lines).singleElement().asString().startsWith("wiregauge: the lab needs root");
    }

    private HarnessProcess start() throws Exception {
        return start(dir.resolve("run"));
    }

    /// Two modes, so that no time goes into what no test here looks at.
    private HarnessProcess start(Path out) throws Exception {
        return HarnessProcess.start(
                "run", scenario.toString(), "--modes", "bgp,vxlan", "--out", out.toString());
    }

    private static String id(HarnessProcess harness) throws Exception {
        Matcher matcher = RUN_ID.matcher(harness.await(line -> RUN_ID.matcher(line).find()));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static List<String> namespaces(String id) throws Exception {
        return CompareIT.Lines.of("ip", "netns", "list").stream()
                .filter(line -> line.contains(id))
                .toList();
    }

    private static void assertNothingLeft(String id) throws Exception {
        assertThat(namespaces(id)).isEmpty();
        assertThat(
                        ProcessHandle.allProcesses()
                                .filter(p -> p.info().commandLine().orElse("").contains(id)))
                .isEmpty();
    }

    private List<String> partialFiles() throws Exception {
        try (var files = Files.walk(dir)) {
            return files.map(Path::toString).filter(name -> name.endsWith(".partial")).toList();
        }
    }
}
