package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Map;
import java.util.Properties;

@Timeout(60)
class VersionTest {
    @Test
    void theProgramTellsVersionCommitJavaAndKernel() {
        MainTest.Result result = MainTest.run("--version");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .containsPattern("wiregauge \\d+\\.\\d+\\.\\d+")
                .containsPattern("commit ([0-9a-f]{10}|unknown)")
                .contains("Java " + Runtime.version())
                .contains(System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .doesNotContain("${");
    }

    @Test
    void aRunIsMarkedWithTheCommitThatMadeIt() {
        assertThat(Version.current(built("0123456789", "false"))).isEqualTo("1.2.3+0123456789");
        assertThat(Version.current(built("0123456789", "true")))
                .isEqualTo("1.2.3+0123456789.changed");
    }

    @Test
    void sourcesWithoutHistoryHaveAnUnknownCommit() {
        assertThat(Version.lines(built("unknown", "false")))
                .startsWith("wiregauge 1.2.3", "commit unknown");
        assertThat(Version.current(built("unknown", "false"))).isEqualTo("1.2.3");
    }

    private static Properties built(String commit, String changed) {
        Properties properties = new Properties();
        properties.putAll(Map.of("version", "1.2.3", "commit", commit, "changed", changed));
        return properties;
    }
}
