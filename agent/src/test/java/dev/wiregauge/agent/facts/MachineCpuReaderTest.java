package dev.wiregauge.agent.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Measurement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(10)
class MachineCpuReaderTest {
    @Test
    void addsUpTheKindsOfTheFirstLine(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(
                root.resolve("proc/stat"),
                "cpu  100 10 200 5000 50 3 40 7 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
        assertThat(new MachineCpuReader(root, 2).get())
                .isEqualTo(
                        new Measurement.MachineCpu(
                                1_100_000_000L,
                                2_000_000_000L,
                                430_000_000L,
                                70_000_000L,
                                50_500_000_000L,
                                2,
                                10_000_000L));
    }

    @Test
    void timeOfARealMachineOnlyGrows() {
        MachineCpuReader reader = new MachineCpuReader(Path.of("/"), 2);
        Measurement.MachineCpu before = reader.get();
        Measurement.MachineCpu after = reader.get();
        assertThat(after.idleNs() + after.busyNs())
                .isGreaterThanOrEqualTo(before.idleNs() + before.busyNs());
    }
}
