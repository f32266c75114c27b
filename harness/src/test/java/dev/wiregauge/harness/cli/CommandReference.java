package dev.wiregauge.harness.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.ArrayList;
import java.util.List;

/// Every command with its options as a Markdown page, from the same model that parses them.
final class CommandReference {
    private static final String HEAD =
            """
            # Commands

            Written from the program's own model by `DocumentsTest`; do not edit. Every command also takes
            `--help`, `--version` and `--debug` (stack traces of failures).

            Exit codes: 0 pass, 1 a gate or diagnosis failed, 2 usage or input error, 3 the environment cannot run
            this, 4 inconclusive.
            """;

    private final List<String> lines = new ArrayList<>();

    private CommandReference() {}

    static String of(CommandSpec root) {
        CommandReference page = new CommandReference();
        root.subcommands().values().stream()
                .distinct()
                .map(CommandLine::getCommandSpec)
                .filter(command -> !command.usageMessage().hidden())
                .forEach(page::add);
        return HEAD + "\n" + String.join("\n", page.lines) + "\n";
    }

    private void add(CommandSpec command) {
        lines.add("## " + command.qualifiedName());
        lines.add("");
        lines.add(String.join(" ", command.usageMessage().description()));
        lines.add("");
        List<String> rows = new ArrayList<>();
        command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .forEach(parameter -> rows.add(row(name(parameter), parameter)));
        command.options().stream()
                .filter(option -> !option.hidden() && !isEverywhere(option))
                .forEach(option -> rows.add(row(name(option), option)));
        if (!rows.isEmpty()) {
            lines.add("| argument | meaning |");
            lines.add("|---|---|");
            lines.addAll(rows);
            lines.add("");
        }
        String footer =
                String.join("\n", command.usageMessage().footer()).replace("%%", "%").strip();
        if (!footer.isEmpty()) {
            lines.add("```text");
            lines.add(footer);
            lines.add("```");
            lines.add("");
        }
        command.subcommands().values().stream()
                .distinct()
                .map(CommandLine::getCommandSpec)
                .forEach(this::add);
    }

    private static boolean isEverywhere(OptionSpec option) {
        return List.of("--help", "--version", "--debug").contains(option.longestName());
    }

    private static String name(PositionalParamSpec parameter) {
        String label = parameter.paramLabel();
        String many = parameter.arity().max() > 1 ? "..." : "";
        return parameter.required() ? label + many : "[" + label + many + "]";
    }

    private static String name(OptionSpec option) {
        String names = String.join(", ", option.names());
        if (option.arity().max() == 0) {
            return names;
        }
        String label = option.paramLabel();
        String more = option.splitRegex().isEmpty() ? "" : option.splitRegex() + "...";
        return names + "=" + label + more;
    }

    private static String row(String name, ArgSpec argument) {
        String meaning = String.join(" ", argument.description());
        return "| `"
                + name.replace("|", "\\|")
                + "` | "
                + meaning.replace("|", "\\|").replace("<", "&lt;")
                + " |";
    }
}
