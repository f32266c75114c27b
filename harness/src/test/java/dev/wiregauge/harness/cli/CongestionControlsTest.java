package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

@Timeout(30)
class CongestionControlsTest {
    @TempDir private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void check(String name) {
        Scenario scenario =
                ScenarioReader.parse(
                        "s.yaml",
                        ScenarioReader.catalogText("same-node")
                                .replaceFirst(
                                        "congestion-control: \\w+", "congestion-control: " + name));
        new CongestionControls(root).check(scenario);
    }

    @Test
    void whatTheKernelHasOrCanLoadIsTaken() throws IOException {
        write("proc/sys/net/ipv4/tcp_available_congestion_control", "reno cubic\n");
        write("proc/sys/kernel/osrelease", "6.1.0\n");
        write("lib/modules/6.1.0/modules.dep", "kernel/net/ipv4/tcp_bbr.ko.xz:\n");
        assertThatCode(() -> check("cubic")).doesNotThrowAnyException();
        assertThatCode(() -> check("bbr")).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("bbr9"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage(
                        "congestion-control is bbr9, which this kernel does not have; it has: reno, cubic");
    }

    @Test
    void nothingIsRefusedWhereTheKernelDoesNotSay() {
        assertThatCode(() -> check("bbr9")).doesNotThrowAnyException();
    }
}
