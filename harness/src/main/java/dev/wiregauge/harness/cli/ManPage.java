package dev.wiregauge.harness.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A command's manual page in the man macros of roff (man(7)), from the model that parses it.
final class ManPage {
    private static final String EXAMPLES = "Examples:";

    private final CommandSpec command;
    private final List<String> lines = new ArrayList<>();

    private ManPage(CommandSpec command) {
        this.command = command;
    }

    /// Such as `wiregauge-lab-up`: page and file are called so.
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /// @param version of the program, for the page's foot
    static String of(CommandSpec command, String version) {
        ManPage page = new ManPage(command);
        page.head(version);
        page.synopsis();
        page.description();
        page.arguments();
        page.commands();
        page.examples();
        page.exitStatus();
        page.seeAlso();
        return String.join("\n", page.lines) + "\n";
    }

    private void head(String version) {
        lines.add(
                ".TH %s 1 \"\" \"Wiregauge %s\" \"Wiregauge\""
                        .formatted(name(command).toUpperCase(Locale.ROOT), version));
        // no hyphenation, flush left: options stay in one piece
        lines.addAll(List.of(".nh", ".ad l"));
        section("NAME");
        String[] description = command.usageMessage().description();
        String brief = description.length == 0 ? "" : description[0];
        lines.add(name(command) + " \\- " + text(brief).replaceAll("\\.$", ""));
    }

    private void synopsis() {
        section("SYNOPSIS");
        StringBuilder line = new StringBuilder("\\fB" + command.qualifiedName() + "\\fR");
        line.append(" [\\fIOPTIONS\\fR]");
        for (PositionalParamSpec each : command.positionalParameters()) {
            String label = "\\fI" + text(each.paramLabel()) + "\\fR";
            String many = each.arity().max() > 1 ? "..." : "";
            line.append(each.required() ? " " + label + many : " [" + label + many + "]");
        }
        if (!command.subcommands().isEmpty()) {
            line.append(" \\fICOMMAND\\fR");
        }
        lines.add(line.toString());
    }

    private void description() {
        section("DESCRIPTION");
        for (String each : command.usageMessage().description()) {
            lines.add(text(each));
        }
        List<String> remarks = footer(false);
        if (!remarks.isEmpty()) {
            lines.add(".PP");
            remarks.forEach(each -> lines.add(each.isBlank() ? ".PP" : text(each)));
        }
    }

    private void arguments() {
        if (!command.positionalParameters().isEmpty()) {
            section("ARGUMENTS");
            for (PositionalParamSpec each : command.positionalParameters()) {
                entry("\\fI" + text(each.paramLabel()) + "\\fR", each);
            }
        }
        section("OPTIONS");
        for (OptionSpec each : command.options()) {
            if (each.hidden()) {
                continue;
            }
            StringBuilder names = new StringBuilder();
            for (String name : each.names()) {
                names.append(names.isEmpty() ? "" : ", ").append("\\fB" + text(name) + "\\fR");
            }
            if (each.arity().max() > 0) {
                names.append("=\\fI" + text(each.paramLabel()) + "\\fR");
                names.append(each.splitRegex().isEmpty() ? "" : text(each.splitRegex() + "..."));
            }
            entry(names.toString(), each);
        }
    }

    private void commands() {
        if (command.subcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        for (CommandLine child : command.subcommands().values()) {
            CommandSpec spec = child.getCommandSpec();
            lines.add(".TP");
            lines.add("\\fB" + name(spec) + "\\fR(1)");
            lines.add(text(String.join(" ", spec.usageMessage().description())));
        }
    }

    private void examples() {
        List<String> shown = footer(true);
        if (!shown.isEmpty()) {
            section("EXAMPLES");
            lines.add(".nf");
            shown.forEach(each -> lines.add(text(each.strip())));
            lines.add(".fi");
        }
    }

    private void exitStatus() {
        section("EXIT STATUS");
        List<String> meanings =
                List.of(
                        "pass",
                        "a gate or diagnosis failed",
                        "usage or input error",
                        "the environment cannot run this; the message says what to install or"
                                + " grant",
                        "inconclusive: too noisy, agent lost, a mode not proved");
        for (int code = 0; code < meanings.size(); code++) {
            lines.add(".TP");
            lines.add("\\fB" + code + "\\fR");
            lines.add(meanings.get(code));
        }
    }

    private void seeAlso() {
        CommandSpec parent = command.parent();
        if (parent != null) {
            section("SEE ALSO");
            lines.add("\\fB" + name(parent) + "\\fR(1)");
        }
    }

    /// The lines after `Examples:`, or those before it without the program's exit codes, which have
    /// a section of their own.
    private List<String> footer(boolean examples) {
        List<String> all = List.of(command.usageMessage().footer());
        int at = all.indexOf(EXAMPLES);
        List<String> part =
                at < 0
                        ? examples ? List.of() : all
                        : examples ? all.subList(at + 1, all.size()) : all.subList(0, at);
        int from = 0;
        int to = part.size();
        while (from < to && part.get(from).isBlank()) {
            from++;
        }
        while (to > from && part.get(to - 1).isBlank()) {
            to--;
        }
        return part.subList(from, to);
    }

    private void section(String title) {
        lines.add(".SH " + title);
    }

    private void entry(String term, ArgSpec argument) {
        lines.add(".TP");
        lines.add(term);
        lines.add(text(String.join(" ", argument.description())));
    }

    /// A hyphen that a user may copy, no line that roff takes for a request, picocli's doubled
    /// percent sign once.
    private static String text(String written) {
        String escaped = written.replace("\\", "\\e").replace("-", "\\-").replace("%%", "%");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
