package dev.wiregauge.harness.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

import java.util.Map;

/// How help is laid out, alike for every command: as wide as the terminal, options in the order in
/// which they are explained, a synopsis of one line where there are many, and `--version`
/// everywhere.
final class HelpLayout {
    private static final int LEAST_WIDTH = 55;
    private static final int MOST_WIDTH = 110;
    private static final int MOST_OPTIONS_IN_SYNOPSIS = 8;

    private HelpLayout() {}

    static void apply(CommandLine program) {
        int wide = Terminal.columns(System.getenv()).orElse(MOST_WIDTH);
        apply(program, Math.clamp(wide, LEAST_WIDTH, MOST_WIDTH));
    }

    private static void apply(CommandLine command, int width) {
        CommandSpec spec = command.getCommandSpec();
        spec.versionProvider(new Version());
        spec.usageMessage()
                .width(width)
                .sortOptions(false)
                .abbreviateSynopsis(spec.options().size() > MOST_OPTIONS_IN_SYNOPSIS);
        if (!spec.subcommands().isEmpty()) {
            spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        }
        for (Map.Entry<String, CommandLine> child : spec.subcommands().entrySet()) {
            apply(child.getValue(), width);
        }
    }
}
