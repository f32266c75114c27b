package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A run on a file system that fills up, is full or is read-only: one line that names the file and
/// the reason, nothing left on the machine.
@RequiresLab
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FullDiskIT {
    /// Less than the captures of one mode need.
    private static final int DISK_BYTES = 64 << 10;

    @TempDir private Path dir;
    private Path disk = Path.of(".");

    @BeforeEach
    void mountDisk() throws Exception {
        disk = Files.createDirectory(dir.resolve("disk"));
        command("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString());
    }

    @AfterEach
    void unmountDisk() throws Exception {
        command("umount", disk.toString());
    }

    @Test
    void aDiskThatFillsUpEndsTheRunInOneLine() throws Exception {
        MainTest.Result result = MainTest.run(arguments(disk.resolve("run")));
        assertOneLine(result, "No space left on device");
        assertThat(result.err()).contains(disk.resolve("run").toString());
    }

    @Test
    void aReadOnlyDiskIsNoticedBeforeAnythingIsBuilt() throws Exception {
        command("mount", "-o", "remount,ro", disk.toString());
        MainTest.Result result = MainTest.run(arguments(disk.resolve("run")));
        assertOneLine(result, "Read-only file system");
        assertThat(result.out()).doesNotContain("building");
    }

    @Test
    void aFullTemporaryFolderIsNamedAndNothingIsLeft() throws Exception {
        Path full = Files.createTempFile(disk, "full", "");
        Process fill =
                new ProcessBuilder("head", "-c", "" + 2 * DISK_BYTES, "/dev/zero")
                        .redirectOutput(full.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(fill.waitFor()).as("the disk is full").isNotZero();
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + disk);
        try (HarnessProcess harness =
                HarnessProcess.start(environment, arguments(dir.resolve("run")))) {
            assertThat(harness.awaitEnd()).as(harness.text()).isEqualTo(ExitCode.INCONCLUSIVE);
            assertThat(harness.text())
                    .contains(disk + " has no room for a capture: 0 bytes are free")
                    .doesNotContain("Exception")
                    .doesNotContain("lost");
        }
        Run run = RunFolder.open(dir.resolve("run")).readRun();
        Machine.assertNothingLeftOf(run.id());
        try (Stream<Path> left = Files.list(disk)) {
            assertThat(left).containsExactly(full);
        }
    }

    private static void assertOneLine(MainTest.Result result, String reason) {
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err().strip().lines())
                .filteredOn(line -> line.startsWith("wiregauge:"))
                .singleElement()
                .asString()
                .contains(reason);
        assertThat(result.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private String[] arguments(Path out) throws IOException {
        return new String[] {
            "run",
            Scenarios.crossNodeOnly(dir).toString(),
            "--modes",
            "vxlan",
            "--repeats",
            "1",
            "--out",
            out.toString()
        };
    }

    private static void command(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
