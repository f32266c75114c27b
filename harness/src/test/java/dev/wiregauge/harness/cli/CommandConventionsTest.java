package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What holds for every command, so that a user who knows one knows all.
@Timeout(60)
class CommandConventionsTest {
    /// Words of each command, such as `lab fault add`.
    static Stream<String> commands() {
        return specs().keySet().stream();
    }

    private static CommandSpec spec(String words) {
        return Objects.requireNonNull(specs().get(words));
    }

    private static Map<String, CommandSpec> specs() {
        Map<String, CommandSpec> found = new TreeMap<>();
        collect(Main.commandLine(), "", found);
        return found;
    }

    private static void collect(CommandLine command, String path, Map<String, CommandSpec> to) {
        command.getSubcommands()
                .forEach((name, child) -> {
                    String words = (path + " " + name).strip();
                    to.put(words, child.getCommandSpec());
                    collect(child, words, to);
                });
    }

    private static MainTest.Result run(String words, String... more) {
        List<String> arguments = new ArrayList<>(List.of(words.split(" ", -1)));
        arguments.addAll(Arrays.asList(more));
        return MainTest.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void explainsItselfWithExamples(String words) {
        MainTest.Result help = run(words, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("Usage: wiregauge " + words)
                .contains("\nExamples:\n  wiregauge ")
                .contains("  wiregauge " + words);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void namesEveryValueInCapitalsAndDescribesEveryArgument(String words) {
        CommandSpec spec = spec(words);
        for (OptionSpec option : spec.options()) {
            assertThat(String.join("", option.description())).as(option.longestName()).isNotBlank();
            if (option.arity().max() > 0) {
                assertThat(option.paramLabel())
                        .as(option.longestName())
                        .matches("[A-Z][A-Z-]*(?:[=|\\[].*)?|[a-z0-9]+(?:\\|[a-z0-9-]+)+");
            }
        }
        spec.positionalParameters()
                .forEach(parameter ->
                        assertThat(String.join("", parameter.description()))
                                .as(parameter.paramLabel())
                                .isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refusesWhatItDoesNotKnowInAFewLines(String words) {
        MainTest.Result refused = run(words, "--no-such-option");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err())
                .startsWith("wiregauge: ")
                .contains("'wiregauge " + words + " --help'")
                .doesNotContain("\tat ");
        assertThat(refused.err().lines().count()).isBetween(2L, 4L);
        assertThat(refused.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void tellsTheProgramsVersion(String words) {
        assertThat(run(words, "--version").out())
                .startsWith("wiregauge ")
                .contains("\ncommit ", "\nJava ", "\nLinux ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isTheSameWhetherAllCommandsAreReadOrOnlyTheCalled(String words) {
        CommandLine called = CommandTree.of(new Main(), words.split(" ", -1));
        HelpLayout.apply(called);
        for (String word : words.split(" ", -1)) {
            called = Objects.requireNonNull(called.getSubcommands().get(word));
        }
        assertThat(called.getUsageMessage()).isEqualTo(spec(words).commandLine().getUsageMessage());
    }

    @Test
    void theListOfCommandsIsTheSameWhetherTheyAreReadOrNot() {
        CommandLine outline = CommandTree.of(new Main(), "--help");
        HelpLayout.apply(outline);
        assertThat(outline.getUsageMessage()).isEqualTo(Main.commandLine().getUsageMessage());
    }

    @Test
    void helpBehindAMisspeltCommandIsNoHelpForAnother() {
        for (String words : List.of("compair --help", "lab fault ad --help")) {
            MainTest.Result refused = run(words);
            assertThat(refused.exitCode()).as(words).isEqualTo(ExitCode.USAGE);
            assertThat(refused.err()).contains("there is no command", "Did you mean");
        }
    }

    @Test
    void optionsBeforeTheCommandAreTheProgramsOwn() {
        MainTest.Result traced = MainTest.run("--debug", "run", "/no/such.yaml");
        assertThat(traced.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(traced.err()).contains("no such file", "\tat ");
    }

    @Test
    void listsAreJsonWithASchemaVersionWhereAsked() {
        for (String words :
                List.of("scenarios --json", "lab fault list --json", "baseline list --json")) {
            MainTest.Result listed = run(words);
            assertThat(listed.exitCode()).as(words).isZero();
            assertThat(listed.out()).startsWith("{\n  \"schemaVersion\" : 1,");
        }
    }

    @Test
    void anOutputFileThatCannotBeWrittenIsOneLine() {
        MainTest.Result refused =
                MainTest.run(
                        "inspect", "src/test/resources/no-such.pcap", "--html", "/proc/no/page");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).doesNotContain("\tat ", "fault of Wiregauge");
    }
}
