package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.report.chart.NoFontException;
import dev.wiregauge.report.gate.GateException;
import dev.wiregauge.result.RunFolderException;
import dev.wiregauge.scenario.ScenarioException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// The `wiregauge` program: finds the command, and turns every failure into one line and an exit
/// code.
@Command(
        name = "wiregauge",
        description =
                "Measures what a Kubernetes dataplane does to packets, and proves it on the wire.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "From a checkout, 'wiregauge setup [--tests]' installs what the lab (and its tests) need.",
            "",
            "Exit codes: 0 pass, 1 a gate or diagnosis failed, 2 usage or input error,",
            "3 the environment cannot run this, 4 inconclusive.",
            "",
            "Examples:",
            "  wiregauge compare                  then open the report it names",
            "  wiregauge compare --help           what can be chosen"
        })
public final class Main implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            description = "Show stack traces of failures.",
            scope = ScopeType.INHERIT)
    private boolean debug;

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /// Runs the program in this process and returns its exit code; what `main` does, for tests too.
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Main main = new Main();
        CommandLine line = configured(CommandTree.of(main, arguments));
        line.setExecutionStrategy(Main::execute).setOut(out).setErr(err);
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> explain(failure, command.getErr(), main.debug));
        return line.execute(arguments);
    }

    /// Every command as the user sees it, with all options.
    static CommandLine commandLine() {
        return configured(CommandTree.whole(new Main()));
    }

    private static CommandLine configured(CommandLine line) {
        HelpLayout.apply(line);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::refuse);
    }

    /// As picocli does, but `--help` behind a misspelt command is no help for another one.
    private static int execute(ParseResult parsed) {
        for (ParseResult each = parsed; ; each = each.subcommand()) {
            if (!each.unmatched().isEmpty()) {
                throw new UnmatchedArgumentException(
                        each.commandSpec().commandLine(), each.unmatched());
            }
            if (!each.hasSubcommand()) {
                return new CommandLine.RunLast().execute(parsed);
            }
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int refuse(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("wiregauge: " + reason(failure));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static String reason(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()) {
            String word = unmatched.getUnmatched().getFirst();
            return failure.getCommandLine().getSubcommands().isEmpty()
                    ? "'" + word + "' is one argument too many"
                    : "there is no command '" + word + "'";
        }
        return String.valueOf(failure.getMessage());
    }

    private static int explain(Exception failure, PrintWriter err, boolean debug) {
        if (debug) {
            failure.printStackTrace(err);
        }
        err.println("wiregauge: " + failure.getMessage());
        return switch (failure) {
            case ScenarioException e -> ExitCode.USAGE;
            case RunFolderException e -> ExitCode.USAGE;
            case GateException e -> ExitCode.USAGE;
            case NoFontException e -> ExitCode.ENVIRONMENT;
            case EnvironmentException e -> ExitCode.ENVIRONMENT;
            case AgentLostException e -> ExitCode.INCONCLUSIVE;
            default -> {
                if (!debug) {
                    err.println(
                            failure.getClass().getName()
                                    + ": this is a fault of Wiregauge; --debug shows where.");
                }
                yield ExitCode.INCONCLUSIVE;
            }
        };
    }
}
