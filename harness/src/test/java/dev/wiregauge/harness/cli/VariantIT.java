package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Two configurations interleaved in one lab: each trial has its own, and the gate tells them
/// apart.
@RequiresLab
@Tag("alone")
@Timeout(180)
class VariantIT {
    @TempDir private static Path dir;
    private static MainTest.Result result = new MainTest.Result(-1, "", "");
    private static List<Trial> trials = List.of();

    @BeforeAll
    static void run() throws IOException {
        result =
                MainTest.run(
                        "run",
                        Scenarios.limitedStream(dir).toString(),
                        "--modes",
                        "vxlan",
                        "--variant",
                        "A=uplink-rate=50Mbit",
                        "--variant",
                        "B=uplink-rate=40Mbit,pod-mtu=1300,congestion-control=reno",
                        "--out",
                        dir.resolve("run").toString());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        trials = RunFolder.open(dir.resolve("run")).readTrials();
    }

    private static List<Measurement> measured(String variant) {
        return trials.stream()
                .filter(trial -> trial.cell().contender().equals(variant))
                .flatMap(trial -> trial.measurement().stream())
                .toList();
    }

    @Test
    void everyTrialRanInItsOwnConfiguration() {
        assertThat(measured("A")).hasSizeGreaterThanOrEqualTo(6);
        assertThat(measured("A"))
                .allSatisfy(measurement -> {
                    assertThat(measurement.tcp().orElseThrow().mssBytes()).isEqualTo(1398);
                    assertThat(measurement.tcp().orElseThrow().congestionControl())
                            .isEqualTo("cubic");
                });
        assertThat(measured("B"))
                .allSatisfy(measurement -> {
                    assertThat(measurement.tcp().orElseThrow().mssBytes()).isEqualTo(1248);
                    assertThat(measurement.tcp().orElseThrow().congestionControl())
                            .isEqualTo("reno");
                    // above what the bucket lets through it never is; below, the machine was busy
                    assertThat(measurement.goodputBitsPerSecond()).isLessThan(40e6);
                });
    }

    @Test
    void theTableComparesVariantsAndTheGateCatchesTheSlowerOne() {
        assertThat(result.out()).contains("vxlan/pod-pod-cross-node/tcp_stream", "variant", "to A");
        MainTest.Result gate = MainTest.run("gate", dir.resolve("run").toString());
        assertThat(gate.exitCode()).as(gate.out() + gate.err()).isEqualTo(ExitCode.FAILED);
        assertThat(gate.out())
                .contains("regression: B/vxlan/pod-pod-cross-node/tcp_stream")
                .contains("against the first variant");
        assertThat(dir.resolve("run").resolve("report.html"))
                .content()
                .contains("The variants side by side", "reno");
    }
}
