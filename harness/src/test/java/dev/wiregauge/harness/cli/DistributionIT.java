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
import java.util.HashMap;
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
    void startsFromItsCacheAndWithoutOneAllTheSame() throws Exception {
        String java = System.getProperty("java.home");
        Path copy = dir.resolve("cached");
        assertThat(run(List.of("cp", "-a", home.toString(), copy.toString()), System.getenv()))
                .extracting(Outcome::exitCode)
                .isEqualTo(0);
        Path cache = copy.resolve("cache");
        String first = version(copy, java, Map.of());
        List<Path> made = files(cache);
        assertThat(made)
                .singleElement()
                .satisfies(file -> assertThat(file).isNotEmptyFile())
                .asString()
                .endsWith(".aot");
        assertThat(version(copy, java, Map.of())).isEqualTo(first);
        assertThat(files(cache)).isEqualTo(made);
        Outcome traced =
                run(
                        List.of(copy.resolve("bin/wiregauge").toString(), "--help"),
                        Map.of(
                                "PATH", "/usr/bin:/bin",
                                "JAVA_HOME", java,
                                "JAVA_TOOL_OPTIONS", "-Xlog:class+load"));
        assertThat(traced.text())
                .as("classes come from the cache")
                .contains("dev.wiregauge.harness.cli.Main source: shared objects file");

        Files.writeString(made.getFirst(), "no cache at all");
        assertThat(version(copy, java, Map.of())).isEqualTo(first);

        // a place where nothing can be made, here because a file lies in the way
        Files.delete(made.getFirst());
        Files.delete(cache);
        Files.writeString(cache, "in the way");
        Path user = Files.createDirectory(dir.resolve("user"));
        assertThat(version(copy, java, Map.of("HOME", user.toString()))).isEqualTo(first);
        assertThat(files(user.resolve(".cache/wiregauge"))).hasSize(1);
        assertThat(version(copy, java, Map.of("HOME", "/proc"))).isEqualTo(first);
    }

    @Test
    void carriesAManualPageForEachCommandThatRoffReadsWithoutComplaint() throws Exception {
        List<String> commands = CommandConventionsTest.commands().toList();
        List<Path> pages = files(home.resolve("share/man/man1"));
        assertThat(pages).hasSize(commands.size() + 1);
        for (String command : commands) {
            String page = "share/man/man1/wiregauge-" + command.replace(' ', '-') + ".1.gz";
            assertThat(home.resolve(page)).exists();
        }
        Outcome read =
                run(
                        List.of(
                                "sh",
                                "-c",
                                "for page in \"$1\"/*.gz; do gzip -dc \"$page\" | groff -man -ww -z"
                                        + " -Tutf8; done",
                                "sh",
                                home.resolve("share/man/man1").toString()),
                        System.getenv());
        assertThat(read.exitCode()).isZero();
        assertThat(read.text()).isEmpty();
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

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static String version(Path home, String javaHome, Map<String, String> more)
            throws Exception {
        Map<String, String> environment =
                new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", javaHome));
        environment.putAll(more);
        Outcome version =
                run(List.of(home.resolve("bin/wiregauge").toString(), "--version"), environment);
        assertThat(version.exitCode()).as(version.text()).isZero();
        assertThat(version.text().lines()).as(version.text()).hasSize(4);
        return version.text();
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
