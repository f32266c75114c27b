package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The first trials of a run must not be slower than the last: if the loops were still being
/// compiled, or the machine were still warming up, values would rise with their place in the run.
@RequiresLab
@Tag("alone")
@Tag("full")
@Timeout(600)
class TrialOrderIT {
    private static final int BLOCKS = 12;

    /// Two sides, one false alarm in a thousand.
    private static final double BOUND = 3.29;

    @TempDir private java.nio.file.Path dir;

    @Test
    void valuesDoNotFollowTheirPlaceInTheRun() {
        java.nio.file.Path run = dir.resolve("run");
        MainTest.Result result =
                MainTest.run(
                        "compare", "--repeats", Integer.toString(BLOCKS), "--out", run.toString());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        Map<Cell, List<Trial>> cells =
                RunFolder.open(run).readTrials().stream()
                        .filter(trial -> trial.cell().wireLimitBitsPerSecond().isEmpty())
                        .filter(trial -> trial.cell().path() != Path.NODE_NODE)
                        .collect(Collectors.groupingBy(Trial::cell));
        double sum = cells.values().stream().mapToDouble(TrialOrderIT::kendall).sum();
        assertThat(sum / Math.sqrt(cells.size())).isBetween(-BOUND, BOUND);
    }

    /// Kendall's rank correlation of value and time, as a standard normal score.
    private static double kendall(List<Trial> trials) {
        int n = trials.size();
        int concordant = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                concordant += Double.compare(value(trials.get(j)), value(trials.get(i)));
            }
        }
        return concordant / Math.sqrt(n * (n - 1) * (2.0 * n + 5) / 18);
    }

    private static double value(Trial trial) {
        Measurement measured = trial.measurement().orElseThrow();
        return trial.cell().workload() instanceof Workload.TcpRr
                ? measured.transactionsPerSecond()
                : measured.goodputBitsPerSecond();
    }
}
