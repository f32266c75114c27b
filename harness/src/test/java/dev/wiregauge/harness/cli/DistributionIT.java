package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Unpacks the archive that the build made, and uses it as a stranger would.
@Timeout(120)
class DistributionIT {
    @TempDir private static Path dir;
    private static Path home;

    record Outcome(int exitCode, String text) {}

    @BeforeAll
    static void unpack() throws Exception {
        Path archive;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            archive =
                    files.filter(file ->
                                    file.getFileName()
                                            .toString()
                                            .matches("wiregauge-[0-9.]+(-SNAPSHOT)?\\.tar\\.gz"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("the build made no archive"));
        }
        Outcome unpacked =
                run(List.of("tar", "xzf", archive.toAbsolutePath().toString()), System.getenv());
        assertThat(unpacked.exitCode()).as(unpacked.text()).isZero();
        try (Stream<Path> files = Files.list(dir)) {
            home = files.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void runsWithTheJavaOfTheMachineFromAnyDirectory() throws Exception {
        Outcome version = wiregauge(System.getProperty("java.home"), "--version");
        assertThat(version.exitCode()).as(version.text()).isZero();
        assertThat(version.text())
                .contains("wiregauge " + home.getFileName().toString().substring(10))
                .contains("Java " + Runtime.version());
        Outcome plan = wiregauge(System.getProperty("java.home"), "compare", "--dry-run");
        assertThat(plan.exitCode()).as(plan.text()).isZero();
        assertThat(plan.text()).contains("block 1:", "vxlan.calico");
    }

    @Test
    void isStartedThroughALinkAndPassesArgumentsWithSpaces() throws Exception {
        Path link = dir.resolve("linked wiregauge");
        Files.createSymbolicLink(link, home.resolve("bin/wiregauge"));
        Outcome refused =
                run(
                        List.of(link.toString(), "run", "no such.yaml"),
                        Map.of(
                                "PATH",
                                "/usr/bin:/bin",
                                "JAVA_HOME",
                                System.getProperty("java.home")));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.text()).contains("no such.yaml: no such file");
    }

    @Test
    void carriesLicenceReadmeAndOneVersionOfEachOfOurJars() throws IOException {
        assertThat(home.resolve("LICENSE")).isNotEmptyFile();
        assertThat(home.resolve("README.md")).isNotEmptyFile();
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            List<String> names = jars.map(jar -> jar.getFileName().toString()).toList();
            for (String module : List.of("agent", "harness", "reports", "scenarios")) {
                assertThat(names)
                        .filteredOn(name -> name.matches(module + "-[0-9].*"))
                        .as(module)
                        .hasSize(1);
            }
            assertThat(names).noneMatch(name -> name.contains("junit"));
        }
    }

    private static Outcome wiregauge(String javaHome, String... arguments) throws Exception {
        List<String> command =
                Stream.concat(
                                Stream.of(home.resolve("bin/wiregauge").toString()),
                                Arrays.stream(arguments))
                        .toList();
        return run(command, Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", javaHome));
    }

    private static Outcome run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile(dir, "log", "");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(dir.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        int exitCode = builder.start().waitFor();
        return new Outcome(exitCode, Files.readString(log));
    }
}
