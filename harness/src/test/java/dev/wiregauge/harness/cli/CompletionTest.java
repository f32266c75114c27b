package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wiregauge.scenario.ScenarioReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Lets real shells complete real lines.
@Timeout(60)
class CompletionTest {
    @TempDir private Path dir;

    @Test
    void bashCompletesCommandsOptionsAndTheirValues() throws Exception {
        assertThat(bash("wiregauge", "comp")).contains("compare", "completion");
        assertThat(bash("wiregauge", "lab", "")).contains("up", "fault", "down");
        assertThat(bash("wiregauge", "compare", "--te")).containsExactly("--testbed");
        assertThat(bash("wiregauge", "compare", "--modes", "vx"))
                .containsExactlyInAnyOrder("vxlan", "vxlan-cross-subnet", "vxlan-ipv6");
        assertThat(bash("wiregauge", "run", "")).containsAll(ScenarioReader.CATALOG);
    }

    @Test
    void fishCompletesCommandsOptionsAndTheirValues() throws Exception {
        assumeTrue(installed("fish"), "skipped: fish is not installed");
        assertThat(fish("wiregauge comp")).contains("compare", "completion");
        assertThat(fish("wiregauge lab ")).contains("up", "fault", "down").doesNotContain("run");
        assertThat(fish("wiregauge lab fault ")).contains("add", "list").doesNotContain("up");
        assertThat(fish("wiregauge compare --te")).containsExactly("--testbed");
        assertThat(fish("wiregauge compare --quiet --testbed "))
                .containsExactlyInAnyOrder("lab", "kubernetes");
        assertThat(fish("wiregauge compare --modes vx"))
                .containsExactlyInAnyOrder("vxlan", "vxlan-cross-subnet", "vxlan-ipv6");
    }

    @Test
    void zshReadsItsScript() throws Exception {
        assumeTrue(installed("zsh"), "skipped: zsh is not installed");
        Path script = script("zsh");
        String read = "autoload -Uz compinit && compinit -u -D && source " + script;
        assertThat(output("zsh", "-f", "-c", read + " && print $_comps[wiregauge]"))
                .singleElement()
                .asString()
                .startsWith("_bash_complete")
                .contains("-F _complete_wiregauge");
    }

    @Test
    void theScriptForFishKnowsEveryCommandAndOption() throws Exception {
        String script = Files.readString(script("fish"));
        assertKnown(script, Main.commandLine().getCommandSpec(), "");
        assertThat(script).doesNotContain("${", "@|");
    }

    @Test
    void anUnknownShellIsRefusedWithThoseKnown() {
        MainTest.Result result = MainTest.run("completion", "tcsh");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("tcsh", "bash, zsh, fish");
        assertThat(MainTest.run("completion").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static void assertKnown(String script, CommandSpec command, String path) {
        for (String name : command.optionsMap().keySet()) {
            String flag =
                    name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.charAt(1);
            assertThat(script.lines())
                    .anyMatch(line -> line.contains("_at" + path + "'") && line.contains(flag));
        }
        for (CommandLine child : command.subcommands().values()) {
            String name = child.getCommandName();
            assertThat(script).contains("_at" + path + "' -a '" + name + "'");
            assertKnown(script, child.getCommandSpec(), path + " " + name);
        }
    }

    private List<String> bash(String... words) throws Exception {
        // compopt refuses to be called outside of a completion, which only a terminal can start
        String line =
                "source %s; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=${#COMP_LINE};"
                        .formatted(
                                script("bash"),
                                String.join(
                                        " ", Arrays.stream(words).map(w -> "'" + w + "'").toList()),
                                words.length - 1,
                                String.join(" ", words));
        return output(
                "bash",
                "-c",
                line
                        + " _complete_wiregauge wiregauge '%s' '%s'; printf '%%s\\n' \"${COMPREPLY[@]}\""
                                .formatted(words[words.length - 1], words[words.length - 2]));
    }

    private List<String> fish(String line) throws Exception {
        String command = "source " + script("fish") + "; complete -C '" + line + "'";
        return output("fish", "--no-config", "-c", command).stream()
                .map(answer -> answer.split("\t", 2)[0])
                .toList();
    }

    private Path script(String shell) throws IOException {
        MainTest.Result result = MainTest.run("completion", shell);
        assertThat(result.exitCode()).isZero();
        return Files.writeString(dir.resolve("completion." + shell), result.out());
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private List<String> output(String... command) throws Exception {
        Path log = dir.resolve("log");
        Process process =
                new ProcessBuilder(command)
                        .directory(dir.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process.getOutputStream().close();
        int exitCode = process.waitFor();
        String text = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(exitCode).as(text).isZero();
        return text.lines().map(String::strip).filter(each -> !each.isEmpty()).toList();
    }
}
