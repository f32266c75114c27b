package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

@Timeout(10)
class WatchdogTest {
    @Test
    void readsTheSchedulersWaitAndTheGroupsQuota(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("proc/self/task/12"));
        Files.createDirectories(root.resolve("sys/fs/cgroup"));
        Files.writeString(root.resolve("proc/self/task/12/schedstat"), "500 7000 3\n");
        Files.writeString(
                root.resolve("sys/fs/cgroup/cpu.stat"), "nr_throttled 2\nthrottled_usec 9\n");
        var reading = new Watchdog(root).read(List.of(12, 13));
        assertThat(reading.waitNs()).isEqualTo(Map.of(12, 7000L));
        assertThat(reading.throttledNs()).isEqualTo(9000);
        assertThat(reading.pauseNs()).isNotNegative();
    }
}
