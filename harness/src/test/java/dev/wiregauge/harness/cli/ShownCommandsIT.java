package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Types every command that README and the documents show into a shell, as it stands and in its
/// order, each document in a directory of its own. docs/ci.md and docs/kubernetes.md have tests of
/// their own, which bring sample runs and a cluster's double.
@RequiresLab
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ShownCommandsIT {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> OTHERS = Set.of("ci.md", "kubernetes.md");

    /// The beginnings of lines that are not typed here, and why.
    private static final Map<String, String> NOT_HERE =
            Map.of(
                    "./mvnw", "the build that this test is a part of; .ci/run, .ci/reproducible",
                    "./wiregauge setup", "installs packages; .ci/run begins with it",
                    "./wiregauge diagnose --testbed kubernetes",
                            "needs a cluster; KubernetesDocumentTest",
                    "./wiregauge inspect", "names the command; InspectIT runs it");

    /// What stands for a word of the reader's own.
    private static final Map<String, String> PLACEHOLDERS =
            Map.of("FOLDER", "runs/before", "COMMAND", "compare");

    @TempDir private Path dir;
    private final Set<String> measured = new HashSet<>();

    @BeforeEach
    void equip() throws IOException {
        // who is root needs no sudo, and a small machine has none
        script(Files.createDirectory(dir.resolve("bin")).resolve("sudo"), "exec \"$@\"");
        Files.createDirectory(dir.resolve("home"));
    }

    @AfterEach
    void removeLab() throws Exception {
        type(equipped("after"), "./wiregauge lab down");
    }

    @Test
    void everyCommandThatMeasuresNothingDoesWhatItsTextSays() throws Exception {
        int typed = 0;
        for (Path document : documents()) {
            Path place = equipped(document.getFileName().toString());
            SampleFolders.write(place.resolve("runs/before"), 1);
            SampleFolders.write(place.resolve("runs/after"), 1);
            typed += typeAll(document, place, command -> !takesLong(command));
        }
        assertThat(typed).isGreaterThanOrEqualTo(18);
    }

    @Test
    @Tag("full")
    void everyCommandDoesWhatItsTextSays() throws Exception {
        int typed = 0;
        for (Path document : documents()) {
            Path place = equipped(document.getFileName().toString());
            boolean makesItsRuns =
                    ShownCommand.of(document).stream()
                            .anyMatch(command -> command.line().endsWith("--out runs/before"));
            if (!makesItsRuns) {
                SampleFolders.write(place.resolve("runs/before"), 1);
                SampleFolders.write(place.resolve("runs/after"), 1);
            }
            typed += typeAll(document, place, command -> true);
        }
        assertThat(typed).isGreaterThanOrEqualTo(25);
        assertThat(dir.resolve("tutorial.md/runs/before/report.html")).isNotEmptyFile();
        assertThat(dir.resolve("tutorial.md/runs/after/report.html")).isNotEmptyFile();
    }

    @Test
    void whatIsNotTypedHereIsStillShown() throws IOException {
        List<ShownCommand> shown = new ArrayList<>();
        for (Path document : documents()) {
            shown.addAll(ShownCommand.of(document));
        }
        assertThat(NOT_HERE.keySet())
                .allSatisfy(beginning ->
                        assertThat(shown).anyMatch(command -> command.begins(beginning)));
    }

    private int typeAll(Path document, Path place, Predicate<ShownCommand> chosen)
            throws Exception {
        int typed = 0;
        for (ShownCommand command : ShownCommand.of(document)) {
            boolean elsewhere = NOT_HERE.keySet().stream().anyMatch(command::begins);
            if (elsewhere || !chosen.test(command) || measuredBefore(command)) {
                continue;
            }
            long startNs = System.nanoTime();
            Outcome outcome = type(place, command.line());
            typed++;
            System.out.printf(
                    "exit %d after %.1f s: %s%n",
                    outcome.exitCode(), (System.nanoTime() - startNs) / 1e9, command);
            assertThat(outcome.exitCode())
                    .as(command + "\n" + outcome.text())
                    .isIn(allowed(command));
        }
        return typed;
    }

    /// The same comparison stands in several documents; once is enough.
    private boolean measuredBefore(ShownCommand command) {
        return takesLong(command) && !measured.add(command.withoutSudo());
    }

    private static boolean takesLong(ShownCommand command) {
        if (command.line().contains("--dry-run") || command.line().contains("--help")) {
            return false;
        }
        if (command.line().contains("runs/rates")) {
            return true; // needs what the line before it has measured
        }
        return command.begins("./wiregauge compare", "./wiregauge run", "./wiregauge diagnose");
    }

    /// What the text promises; what measures may be inconclusive on a machine that is busy.
    private static List<Integer> allowed(ShownCommand command) {
        if (command.line().contains("diagnose --fault")) {
            return List.of(ExitCode.FAILED);
        }
        if (command.begins("./wiregauge gate")) {
            return List.of(ExitCode.PASS, ExitCode.FAILED, ExitCode.INCONCLUSIVE);
        }
        if (takesLong(command) && !command.begins("./wiregauge diagnose")) {
            return List.of(ExitCode.PASS, ExitCode.INCONCLUSIVE);
        }
        return List.of(ExitCode.PASS);
    }

    private record Outcome(int exitCode, String text) {}

    private Outcome type(Path place, String shown) throws IOException, InterruptedException {
        String line = shown;
        for (Map.Entry<String, String> each : PLACEHOLDERS.entrySet()) {
            line = line.replaceAll("\\b" + each.getKey() + "\\b", each.getValue());
        }
        Path log = Files.createTempFile(dir, "typed", ".log");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-o", "pipefail", "-c", line)
                        .directory(place.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("HOME", dir.resolve("home").toString());
        environment.put("WIREGAUGE_STATE", dir.resolve("state").toString());
        environment.put("PATH", dir.resolve("bin") + ":" + environment.get("PATH"));
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            throw new AssertionError(line + " does not end\n" + Files.readString(log));
        }
        return new Outcome(process.exitValue(), Files.readString(log));
    }

    /// A directory with the program in it, as a checkout has.
    private Path equipped(String name) throws IOException {
        Path place = Files.createDirectories(dir.resolve(name));
        script(
                place.resolve("wiregauge"),
                "exec '%s/bin/java' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' %s \"$@\""
                        .formatted(
                                System.getProperty("java.home"),
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        return place;
    }

    private static void script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        documents.add(ROOT.resolve("README.md"));
        documents.add(ROOT.resolve("CONTRIBUTING.md"));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !OTHERS.contains(file.getFileName().toString()))
                    .sorted()
                    .forEach(documents::add);
        }
        return documents;
    }
}
