package dev.wiregauge.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.SampleRun;
import dev.wiregauge.result.RunFolder;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Ten thousand trials in a heap of 512 MiB. The time is printed, not asserted: it is the
/// machine's; docs/PERFORMANCE.md has what was measured.
@Tag("full")
@Timeout(180)
class LargeRunTest {
    private static final int BLOCKS = 500;

    @TempDir private Path temp = Path.of("");

    @Test
    void tenThousandTrialsRenderIn512MebibytesIntoLessThanTwoMegabytes() throws Exception {
        RunFolder folder = new SampleRun(5, "quick").repeats(BLOCKS).write(temp.resolve("run"));
        assertThat(folder.readTrials()).hasSizeGreaterThan(10_000);
        Process child =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx512m",
                                        "-Djava.awt.headless=true",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        FontlessRender.class.getName(),
                                        folder.root().toString()))
                        .redirectErrorStream(true)
                        .start();
        assertThat(child.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.exitValue()).as(said).isZero();
        System.out.println("10,000 trials: " + said.lines().findFirst().orElse(""));
        assertThat(Files.size(folder.root().resolve(RunFolder.REPORT))).isLessThan(2_000_000);
    }
}
