package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs the commands that docs/ci.md shows, in their order.
@Timeout(120)
class CiDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/ci.md");
    private static final Pattern COMMAND =
            Pattern.compile("\\./wiregauge ((?:gate|baseline|report)[^|'\\n]*)");

    @TempDir private Path dir;

    @Test
    void everyCommandOfTheDocumentRuns() throws IOException {
        Path candidate = SampleFolders.write(dir.resolve("runs").resolve("candidate"), 1);
        Matcher matcher = COMMAND.matcher(Files.readString(DOCUMENT));
        List<String> ran = new ArrayList<>();
        while (matcher.find()) {
            String command = matcher.group(1).replaceAll("[`)].*", "").strip();
            MainTest.Result result = MainTest.run(arguments(command, candidate));
            assertThat(result.exitCode()).as(command + "\n" + result.err()).isZero();
            ran.add(command);
        }
        assertThat(ran).hasSizeGreaterThanOrEqualTo(10);
        assertThat(dir.resolve("out/gate.sarif")).content().contains("2.1.0");
        assertThat(dir.resolve("out/gate.xml")).content().contains("<testsuites");
        assertThat(dir.resolve("out/samples.csv")).isNotEmptyFile();
    }

    @Test
    void thePolicyOfTheDocumentJudges() throws IOException {
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf("name: nothing-slower");
        String text = document.substring(start, document.indexOf("```", start));
        Path policy = Files.writeString(dir.resolve("policy.yaml"), text);
        Path run = SampleFolders.write(dir.resolve("runs").resolve("candidate"), 1);
        MainTest.Result result =
                MainTest.run(
                        "gate",
                        run.toString(),
                        run.toString(),
                        "--policy",
                        policy.toString(),
                        "--assume-cv",
                        "0.03");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("policy nothing-slower").doesNotContain("note:");
    }

    /// The document's relative paths, below the test's own folder.
    private String[] arguments(String command, Path candidate) {
        List<String> arguments = new ArrayList<>();
        for (String word : command.split(" +", -1)) {
            arguments.add(
                    word.equals("\"$RUN\"") || word.equals("runs/candidate")
                            ? candidate.toString()
                            : word.startsWith("out/") ? dir.resolve(word).toString() : word);
        }
        if (!command.startsWith("report")) {
            arguments.add("--baselines");
            arguments.add(dir.resolve("baselines").toString());
        }
        return arguments.toArray(String[]::new);
    }
}
