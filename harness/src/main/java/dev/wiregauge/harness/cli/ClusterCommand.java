package dev.wiregauge.harness.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// What a cluster needs before it can be measured.
@Command(
        name = "cluster",
        description =
                "What a cluster needs: preflight, rights, the agent's image, a scheduled job.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ClusterCheckCommand.class,
            ClusterRbacCommand.class,
            ClusterImageCommand.class,
            ClusterManifestsCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  wiregauge cluster check",
            "  wiregauge cluster rbac | kubectl apply -f -"
        })
final class ClusterCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
