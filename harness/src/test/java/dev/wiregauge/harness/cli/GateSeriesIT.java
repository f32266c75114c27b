package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Many real runs whose truth is known, each judged by the gate: a candidate whose uplinks are 5 %
/// slower must be caught, and a variant against itself must raise no alarm.
///
/// Each run interleaves three variants over limited uplinks, `A` and `same` at one rate and
/// `slower` at 95 % of it, 10 repeats. `-Dwiregauge.series.runs` sets how many runs; the goodputs
/// of every pair are kept in `target/gate-series.csv`, from which `RecordedSeriesTest` has its own.
@RequiresLab
@Tag("alone")
@Tag("full")
@Timeout(7200)
class GateSeriesIT {
    private static final int RUNS = Integer.getInteger("wiregauge.series.runs", 100);
    private static final int REPEATS = 10;

    @TempDir private Path dir;
    private final List<String> pairs = new ArrayList<>();
    private int judged;
    private int caught;
    private int falseAlarms;
    private int shownEqual;

    @Test
    void fivePercentIsCaughtAndNothingElse() throws IOException {
        for (int run = 1; run <= RUNS; run++) {
            measure(run);
            // each time, so that a series that is cut short leaves what it has
            Files.write(Path.of("target", "gate-series.csv"), pairs);
        }
        String counts =
                "%d runs, %d measured: 95 %% caught in %d, false alarms of A/A %d, A/A shown equal in %d"
                        .formatted(RUNS, judged, caught, falseAlarms, shownEqual);
        System.out.println(counts);
        assertThat(caught).as(counts).isGreaterThanOrEqualTo((int) Math.ceil(judged * 19 / 20.0));
        assertThat(judged).as(counts).isGreaterThanOrEqualTo(RUNS * 3 / 4);
        assertThat(falseAlarms).as(counts).isLessThanOrEqualTo(Math.max(1, RUNS / 100));
    }

    private void measure(int run) throws IOException {
        Path folder = dir.resolve("run-" + run);
        MainTest.Result measured =
                MainTest.run(
                        "run",
                        Scenarios.limitedStream(dir).toString(),
                        "--modes",
                        "vxlan",
                        "--variant",
                        "A=uplink-rate=100Mbit",
                        "--variant",
                        "same=uplink-rate=100Mbit",
                        "--variant",
                        "slower=uplink-rate=95Mbit",
                        "--repeats",
                        String.valueOf(REPEATS),
                        "--quiet",
                        "--out",
                        folder.toString());
        if (measured.exitCode() != ExitCode.PASS) {
            // a machine that was too busy to measure is no verdict of the gate
            System.out.println("run " + run + " was not measured: " + measured.err());
            return;
        }
        judged++;
        MainTest.Result gate = MainTest.run("gate", folder.toString(), "--all");
        caught += gate.out().contains("regression: slower/") ? 1 : 0;
        falseAlarms += gate.out().contains("regression: same/") ? 1 : 0;
        shownEqual += gate.out().contains("pass: same/") ? 1 : 0;
        keep(run, RunFolder.open(folder).readTrials());
    }

    private void keep(int run, List<Trial> trials) {
        for (Trial trial : trials) {
            trial.measurement()
                    .filter(measured -> trial.verdict().passed())
                    .ifPresent(measured ->
                            pairs.add(
                                    String.format(
                                            Locale.ROOT,
                                            "%d,%d,%s,%.0f",
                                            run,
                                            trial.block(),
                                            trial.cell().contender(),
                                            measured.goodputBitsPerSecond())));
        }
    }
}
