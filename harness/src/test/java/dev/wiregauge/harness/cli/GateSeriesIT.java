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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Many real runs whose truth is known, each judged by the gate: a candidate whose uplinks are 5 %
/// slower must be caught, and a variant against itself must raise no alarm.
///
/// Each run interleaves three variants over limited uplinks, `A` and `same` at one rate and
/// `slower` at 95 % of it, 10 repeats. `-Dwiregauge.series.runs` sets how many runs. The goodputs
/// of every pair go to `target/gate-series.csv`, the gate's answers to `target/gate-verdicts.csv`.
@RequiresLab
@Tag("alone")
@Tag("full")
@Timeout(7200)
class GateSeriesIT {
    private static final int RUNS = Integer.getInteger("wiregauge.series.runs", 100);
    private static final int REPEATS = 10;

    /// As short as a stream at a limited rate is steady: the machine is not held longer than that.
    private static final String TIMING = "warmup: 100ms, duration: 250ms, interval: 50ms";

    @TempDir private Path dir;
    private final List<String> pairs =
            new ArrayList<>(List.of("run,block,variant,bits_per_second"));
    private final List<String> verdicts = new ArrayList<>(List.of("run,same,slower"));
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
            Files.write(Path.of("target", "gate-verdicts.csv"), verdicts);
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
                        Scenarios.limitedStream(dir, TIMING).toString(),
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
            verdicts.add(run + ",not measured,not measured");
            System.out.println(
                    "run " + run + " was not measured: " + measured.out() + measured.err());
            return;
        }
        judged++;
        String answer = MainTest.run("gate", folder.toString(), "--all").out();
        String same = verdict(answer, "same");
        String slower = verdict(answer, "slower");
        verdicts.add(run + "," + same + "," + slower);
        caught += slower.equals("regression") ? 1 : 0;
        // either way: nothing changed, so an improvement is as false as a regression
        falseAlarms += same.equals("regression") || same.equals("improvement") ? 1 : 0;
        shownEqual += same.equals("pass") ? 1 : 0;
        keep(run, RunFolder.open(folder).readTrials());
    }

    private static String verdict(String answer, String variant) {
        Matcher line =
                Pattern.compile("(?m)^([a-z ]+): " + variant + "/\\S+, goodput").matcher(answer);
        assertThat(line.find()).as(answer).isTrue();
        return line.group(1);
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
