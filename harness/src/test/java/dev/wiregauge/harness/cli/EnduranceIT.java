package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.RunFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Many runs one after the other, and runs killed at any moment, leave nothing behind and touch
/// nothing of others.
@RequiresLab
@Tag("full")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class EnduranceIT {
    private static final int TIMES = Integer.getInteger("wiregauge.endurance", 50);
    private static final Pattern RUN_ID = Pattern.compile(", run (r[0-9a-z]+)");

    /// About as long as a whole run takes, so that some are killed after their end.
    private static final int LAST_MOMENT_MS = 8_000;

    @TempDir private Path dir;
    private Path scenario = Path.of(".");

    @BeforeEach
    void writeScenario() throws IOException {
        scenario = Scenarios.crossNodeOnly(dir);
    }

    @Test
    void runsInARowLeaveNothingBehind() throws Exception {
        Footprint early = Footprint.now();
        for (int i = 0; i < TIMES; i++) {
            Path out = dir.resolve("run-" + i);
            MainTest.Result result = MainTest.run(arguments(out));
            // one repeat cannot form an interval: inconclusive by design
            assertThat(result.exitCode())
                    .as(result.out() + result.err())
                    .isEqualTo(ExitCode.INCONCLUSIVE);
            Machine.assertNothingLeftOf(RunFolder.open(out).readRun().id());
            assertThat(ProcessHandle.current().children()).as("processes of ours").isEmpty();
            if (i == TIMES / 5) {
                early = Footprint.now(); // everything is loaded by now
            }
        }
        Footprint late = Footprint.now();
        System.out.println(
                "after " + TIMES / 5 + " runs " + early + ", after " + TIMES + " " + late);
        assertThat(late.openFiles()).isLessThanOrEqualTo(early.openFiles() + 2);
        assertThat(late.threads()).isLessThanOrEqualTo(early.threads() + 2);
        assertThat(late.heapKib()).isLessThan(early.heapKib() + 8 * 1024);
    }

    @Test
    void killedAtAnyMomentCleanRemovesEverythingAndNothingOfOthers() throws Exception {
        Random random = new Random(20261125);
        Map<String, String> state = Map.of("WIREGAUGE_STATE", dir.resolve("state").toString());
        try (Stranger stranger = new Stranger("x" + ProcessHandle.current().pid())) {
            String lab = keepLab(state);
            int cut = 0;
            for (int i = 0; i < TIMES; i++) {
                String run = killOne(state, dir.resolve("killed-" + i), random);
                if (!Machine.namespaces(run).isEmpty()) {
                    cut++;
                }
                assertThat(clean(state)).contains("left alone: " + lab);
                Machine.assertNothingLeftOf(run);
                stranger.assertUntouched();
            }
            System.out.println(cut + " of " + TIMES + " kills left something to clean");
            assertThat(cut).isGreaterThan(TIMES / 3);
            assertThat(wiregauge(state, "lab", "shell", "node1", "--", "ip", "route"))
                    .contains("proto");
            wiregauge(state, "lab", "down", lab);
            Machine.assertNothingLeftOf(lab);
            stranger.assertUntouched();
        }
    }

    private String keepLab(Map<String, String> state) throws Exception {
        String text = wiregauge(state, "lab", "up", "--modes", "vxlan");
        Matcher id = Pattern.compile("lab down (k[0-9a-z]+)").matcher(text);
        assertThat(id.find()).as(text).isTrue();
        return id.group(1);
    }

    /// @return the id of a run that was killed, or had ended by itself, at a random moment
    private String killOne(Map<String, String> state, Path out, Random random) throws Exception {
        try (HarnessProcess harness = HarnessProcess.start(state, arguments(out))) {
            Matcher id = RUN_ID.matcher(harness.await(line -> RUN_ID.matcher(line).find()));
            assertThat(id.find()).isTrue();
            harness.endedWithin(random.nextInt(LAST_MOMENT_MS));
            harness.kill();
            return id.group(1);
        }
    }

    private String clean(Map<String, String> state) throws Exception {
        return wiregauge(state, "clean");
    }

    private static String wiregauge(Map<String, String> state, String... arguments)
            throws Exception {
        try (HarnessProcess harness = HarnessProcess.start(state, arguments)) {
            int exitCode = harness.awaitEnd();
            assertThat(exitCode).as(harness.text()).isZero();
            return harness.text();
        }
    }

    private String[] arguments(Path out) {
        return List.of(
                        "run",
                        scenario.toString(),
                        "--modes",
                        "vxlan",
                        "--repeats",
                        "1",
                        "--warmup",
                        "10ms",
                        "--duration",
                        "50ms",
                        "--interval",
                        "10ms",
                        "--out",
                        out.toString())
                .toArray(String[]::new);
    }

    private record Footprint(long openFiles, int threads, long heapKib) {
        static Footprint now() throws IOException {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Footprint(
                    Machine.openFiles(),
                    Thread.activeCount(),
                    (runtime.totalMemory() - runtime.freeMemory()) / 1024);
        }
    }
}
