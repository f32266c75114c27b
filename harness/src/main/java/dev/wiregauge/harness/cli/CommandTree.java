package dev.wiregauge.harness.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The commands of the program.
///
/// picocli reads a command's options by reflection, which for all commands costs more than the
/// JVM's own start. So only the command that is called is read in full; of the others the list in
/// `--help`, and the suggestion for a misspelt one, need no more than name and description.
final class CommandTree {
    private static final List<Class<?>> COMMANDS =
            List.of(
                    CompareCommand.class,
                    RunCommand.class,
                    DiagnoseCommand.class,
                    LabCommand.class,
                    ClusterCommand.class,
                    ReportCommand.class,
                    GateCommand.class,
                    BaselineCommand.class,
                    CleanCommand.class,
                    InspectCommand.class,
                    CalibrateCommand.class,
                    ScenariosCommand.class,
                    ScenarioCommand.class,
                    CompletionCommand.class);

    private CommandTree() {}

    /// All commands with all options.
    static CommandLine whole(Object root) {
        CommandLine program = new CommandLine(root);
        for (Class<?> command : COMMANDS) {
            program.addSubcommand(new CommandLine(command));
        }
        return program;
    }

    /// The command that these arguments call in full, the others in outline. The program's own
    /// options take no values, so the first word that is no option names the command.
    static CommandLine of(Object root, String... arguments) {
        if (Arrays.stream(arguments).anyMatch(word -> word.startsWith("@"))) {
            // picocli reads more arguments from a file of that name
            return whole(root);
        }
        String called =
                Arrays.stream(arguments)
                        .filter(word -> !word.startsWith("-"))
                        .findFirst()
                        .orElse("");
        CommandLine program = new CommandLine(root);
        for (Class<?> command : COMMANDS) {
            Command about = Objects.requireNonNull(command.getAnnotation(Command.class));
            program.addSubcommand(
                    about.name().equals(called) ? new CommandLine(command) : outline(about));
        }
        return program;
    }

    private static CommandLine outline(Command about) {
        CommandSpec spec = CommandSpec.create().name(about.name());
        spec.usageMessage().description(about.description());
        return new CommandLine(spec);
    }
}
