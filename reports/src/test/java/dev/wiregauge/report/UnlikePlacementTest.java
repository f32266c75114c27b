package dev.wiregauge.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Runs whose threads or sockets were set differently count as runs of unlike machines.
@Timeout(30)
class UnlikePlacementTest {
    @TempDir private Path dir;

    /// The same run with one more setting of its scenario, as a folder would hold it.
    private static Run with(Run run, String setting) {
        String json = RecordJson.write(run, Run.class);
        String changed = json.replaceFirst("\"defaultPreset\":", setting + ",\"defaultPreset\":");
        assertThat(changed).isNotEqualTo(json);
        return RecordJson.read(changed, Run.class);
    }

    @Test
    void placementAndSocketOptionsMustBeAlike() {
        Run free = new SampleRun(3, "quick").streamsOnly().write(dir.resolve("run")).readRun();
        Run pinned = with(free, "\"placement\":{\"where\":\"list\",\"cpus\":[0,1]}");
        Run polling = with(free, "\"sockets\":{\"busyPollMicros\":50}");
        assertThat(EnvironmentCheck.differences(free, free)).isEmpty();
        assertThat(EnvironmentCheck.differences(pinned, pinned)).isEmpty();
        assertThat(EnvironmentCheck.differences(free, pinned))
                .singleElement()
                .asString()
                .contains("placement", "client on CPU 0, server on CPU 1");
        assertThat(EnvironmentCheck.differences(free, polling))
                .singleElement()
                .asString()
                .contains("socket options", "SO_BUSY_POLL 50 us");
        assertThat(Settings.line(pinned)).contains("client on CPU 0, server on CPU 1");
    }
}
