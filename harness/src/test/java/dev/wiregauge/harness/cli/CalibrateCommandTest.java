package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Calibration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(120)
class CalibrateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void writesAFloorForEveryLatencyWorkloadOrSaysThatTheMachineIsTooBusy(@TempDir Path dir)
            throws IOException {
        Path file = dir.resolve("c.json");
        int exit = run("calibrate", "--seconds", "1", "--out", file.toString());
        if (exit == ExitCode.INCONCLUSIVE) {
            assertThat(err.toString())
                    .as("on a machine that others keep busy")
                    .containsAnyOf("starved", "pacer missed", "garbage collector", "quota");
            assertThat(file).doesNotExist();
            return;
        }
        assertThat(exit).as(err.toString()).isZero();
        Calibration calibration = RecordJson.read(Files.readString(file), Calibration.class);
        assertThat(calibration.floors())
                .extracting(floor -> floor.name() + " " + floor.placement())
                .contains("tcp_rr one core", "udp_rr one core", "tcp_crr one core");
        assertThat(out.toString()).contains("floor (us)", "tcp_rr", "p99.9");
    }

    @Test
    void refusesALengthOutOfRange() {
        assertThat(run("calibrate", "--seconds", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--seconds is 0, allowed: 1 to 60");
    }
}
