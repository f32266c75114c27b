package dev.wiregauge.harness.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// The completion script for fish, which picocli does not write: one `complete` line for each
/// command, option and positional parameter.
///
/// A line holds only where the commands typed so far are exactly those above it, which a function
/// at the script's head finds out from the list of all commands.
final class FishCompletion {
    private final String program;
    private final List<String> commands = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private FishCompletion(String program) {
        this.program = program;
    }

    static String of(CommandSpec root) {
        FishCompletion script = new FishCompletion(root.name());
        script.add(root, "");
        String known =
                String.join(" ", script.commands.stream().map(FishCompletion::quoted).toList());
        return head(root.name(), known) + String.join("\n", script.lines) + "\n";
    }

    private static String head(String program, String commands) {
        return """
        # Completion of %1$s for fish; written by '%1$s completion fish'.
        function __%1$s_at --description 'whether the commands typed so far are exactly these'
            set -l path
            for word in (commandline -opc)[2..-1]
                set -l longer (string join -- ' ' $path $word)
                contains -- $longer $__%1$s_commands; and set path $longer
            end
            test "$path" = "$argv"
        end
        set -g __%1$s_commands %2$s
        complete -c %1$s -f
        """
                .formatted(program, commands);
    }

    private void add(CommandSpec command, String path) {
        command.options().stream().filter(o -> !o.hidden()).forEach(o -> add(o, path));
        command.positionalParameters().stream().filter(p -> !p.hidden()).forEach(p -> add(p, path));
        for (CommandLine each : new TreeMap<>(command.subcommands()).values()) {
            CommandSpec child = each.getCommandSpec();
            if (child.usageMessage().hidden()) {
                continue;
            }
            String longer = path.isEmpty() ? child.name() : path + " " + child.name();
            commands.add(longer);
            line(path, "-a " + quoted(child.name()), firstLine(child.usageMessage().description()));
            add(child, longer);
        }
    }

    private void add(OptionSpec option, String path) {
        StringBuilder flags = new StringBuilder();
        for (String name : option.names()) {
            flags.append(flags.isEmpty() ? "" : " ")
                    .append(name.startsWith("--") ? "-l " : "-s ")
                    .append(name.replaceFirst("^--?", ""));
        }
        if (option.arity().max() > 0) {
            flags.append(takesFile(option) ? " -r -F" : " -x");
        }
        line(path, flags + values(option), description(option));
    }

    private void add(PositionalParamSpec parameter, String path) {
        String values = values(parameter).strip();
        if (!values.isEmpty()) {
            line(path, values, description(parameter));
        }
        if (takesFile(parameter)) {
            line(path, "-F", "");
        }
    }

    private void line(String path, String what, String description) {
        String condition = "__" + program + "_at" + (path.isEmpty() ? "" : " " + path);
        String words = description.isEmpty() ? "" : " -d " + quoted(description);
        lines.add("complete -c " + program + " -n " + quoted(condition) + " " + what + words);
    }

    private static String values(ArgSpec argument) {
        Set<String> values = new LinkedHashSet<>();
        if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(values::add);
        }
        return values.isEmpty() ? "" : " -a " + quoted(String.join(" ", values));
    }

    private static boolean takesFile(ArgSpec argument) {
        return argument.auxiliaryTypes()[0] == Path.class
                || argument.type() == Path.class
                || argument.paramLabel().equals("FILE")
                || argument.paramLabel().equals("SCENARIO");
    }

    private static String description(ArgSpec argument) {
        return firstLine(argument.description());
    }

    private static String firstLine(String... description) {
        if (description.length == 0) {
            return "";
        }
        // as the help prints it: with the variables of picocli filled in, without its markup
        return Help.Ansi.OFF.string(description[0].replaceAll(" ?\\(default: [^)]*\\)", ""));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
