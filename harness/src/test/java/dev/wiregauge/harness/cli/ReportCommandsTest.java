package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// `report`, `gate` and `baseline` through the real main.
@Timeout(120)
class ReportCommandsTest {
    @TempDir private Path dir;

    @Test
    void gateEndsWithTheCodeOfItsVerdict() {
        String base = SampleFolders.write(dir.resolve("base"), 1).toString();
        String slow = SampleFolders.write(dir.resolve("slow"), .8).toString();
        MainTest.Result same = MainTest.run("gate", base, base);
        assertThat(same.exitCode()).as(same.out() + same.err()).isEqualTo(ExitCode.PASS);
        MainTest.Result worse = MainTest.run("gate", base, slow);
        assertThat(worse.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(worse.out())
                .contains("regression: vxlan/pod-pod-cross-node/tcp_stream")
                .contains("after correction for")
                .contains("Next: ");
    }

    @Test
    void aBaselineIsSavedListedShownAndUsedByName() throws IOException {
        String base = SampleFolders.write(dir.resolve("base"), 1).toString();
        String slow = SampleFolders.write(dir.resolve("slow"), .8).toString();
        String store = dir.resolve("kept").toString();
        assertThat(MainTest.run("baseline", "save", "main", base, "--baselines", store).exitCode())
                .isZero();
        assertThat(MainTest.run("baseline", "list", "--baselines", store).out())
                .contains("main")
                .containsPattern("1 run\\b");
        assertThat(MainTest.run("baseline", "show", "main", "--baselines", store).out())
                .contains("pod-pod-cross-node/tcp_stream");
        assertThat(MainTest.run("gate", "main", slow, "--baselines", store).exitCode())
                .isEqualTo(ExitCode.FAILED);
        try (Stream<Path> files = Files.walk(Path.of(store))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("run.json", "trials.jsonl")
                    .doesNotContain("report.html");
        }
    }

    @Test
    void reportRendersAgainOverlaysAndExports() {
        Path base = SampleFolders.write(dir.resolve("base"), 1);
        Path slow = SampleFolders.write(dir.resolve("slow"), .8);
        assertThat(MainTest.run("report", base.toString()).out()).contains("report.html");
        assertThat(base.resolve("report.html")).isNotEmptyFile();
        assertThat(base.resolve("junit.xml")).isNotEmptyFile();
        Path overlay = dir.resolve("overlay.html");
        MainTest.run("report", base.toString(), slow.toString(), "--out", overlay.toString());
        assertThat(overlay).content().contains("2 runs side by side");
        assertThat(MainTest.run("report", base.toString(), "--export", "csv").out())
                .startsWith("run,trial,block");
        assertThat(MainTest.run("report", base.toString(), "--export", "openmetrics").out())
                .endsWith("# EOF\n");
        Path charts = dir.resolve("charts");
        MainTest.run("report", base.toString(), "--export", "png", "--out", charts.toString());
        assertThat(charts).isDirectoryContaining("glob:**.png");
    }

    @Test
    void wrongInputIsOneLineThatSaysWhatAndWhere() throws IOException {
        Path base = SampleFolders.write(dir.resolve("base"), 1);
        Path policy = dir.resolve("policy.yaml");
        String builtIn = MainTest.run("gate", "--print-policy").out();
        Files.writeString(policy, builtIn.replaceFirst("metric: goodput", "metric: godput"));
        assertRefused("did you mean goodput?", "gate", base, base, "--policy", policy);
        assertRefused("is neither a path nor a baseline", "gate", "nowhere", base);
        assertRefused("no such directory", "report", dir.resolve("missing"));
        assertRefused("--assume-cv is 3.0", "gate", base, base, "--assume-cv", "3");
        assertRefused("is not allowed", "baseline", "save", "../escape", base);
        assertRefused("Missing BASELINE", "gate");
        Path damaged = SampleFolders.write(dir.resolve("damaged"), 1);
        Files.writeString(damaged.resolve("trials.jsonl"), "{\"number\": ");
        assertRefused("trials.jsonl:1 is damaged", "report", damaged);
        Path newer = SampleFolders.write(dir.resolve("newer"), 1);
        Path run = newer.resolve("run.json");
        Files.writeString(
                run,
                Files.readString(run)
                        .replaceFirst("\"schemaVersion\" : 1", "\"schemaVersion\" : 99"));
        assertRefused("schema version 99", "report", newer);
    }

    private static void assertRefused(String message, Object... arguments) {
        MainTest.Result result =
                MainTest.run(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        assertThat(result.err()).contains(message).doesNotContain("\tat ");
        assertThat(result.exitCode()).as(List.of(arguments).toString()).isEqualTo(ExitCode.USAGE);
    }
}
