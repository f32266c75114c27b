package dev.wiregauge.harness.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/// Prints what a shell must read to complete commands, options and their values.
@Command(
        name = "completion",
        description = "Print a completion script for a shell.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  wiregauge completion bash > /etc/bash_completion.d/wiregauge",
            "  wiregauge completion fish > ~/.config/fish/completions/wiregauge.fish",
            "  source <(wiregauge completion bash)                for this shell (zsh likewise)"
        })
final class CompletionCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    // picocli prints these names as they stand, so they are written as the user types them
    private enum Shell {
        bash,
        zsh,
        fish
    }

    @Override
    public void run() {
        CommandLine program = Main.commandLine();
        PrintWriter out = spec.commandLine().getOut();
        // picocli's script for bash turns on bash's completion functions when zsh reads it
        out.print(
                switch (shell) {
                    case bash, zsh -> AutoComplete.bash(program.getCommandName(), program);
                    case fish -> FishCompletion.of(program.getCommandSpec());
                });
        out.flush();
    }
}
