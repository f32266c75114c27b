package dev.wiregauge.agent.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(10)
class KernelCountersTest {
    /// As a container of Kubernetes with a CPU limit shows it.
    private static final String STATISTICS =
            """
            nr_periods 300
            nr_throttled 17
            throttled_usec 120000
            """;

    @TempDir private Path root;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sys/fs/cgroup/cpu.stat",
                "sys/fs/cgroup/cpu/cpu.stat",
                "sys/fs/cgroup/cpu,cpuacct/cpu.stat"
            })
    void readsThrottlingOfBothVersionsOfCgroup(String file) throws IOException {
        Path statistics = root.resolve(file);
        Files.createDirectories(statistics.getParent());
        Files.writeString(statistics, STATISTICS);
        assertThat(new KernelCounters(new KernelFiles(root)).read())
                .containsEntry("cgroup.nr_throttled", 17L);
    }

    @Test
    void saysNothingOfThrottlingWhereThereIsNoLimit() throws IOException {
        Path statistics = root.resolve("sys/fs/cgroup/cpu.stat");
        Files.createDirectories(statistics.getParent());
        Files.writeString(statistics, "usage_usec 1\nuser_usec 1\nsystem_usec 0\n");
        assertThat(new KernelCounters(new KernelFiles(root)).read())
                .doesNotContainKey("cgroup.nr_throttled");
    }
}
