package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.kubernetes.Preflight;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// Prints the rights that a run needs.
@Command(
        name = "rbac",
        description = "Print the RBAC objects that grant what a run needs, and no more.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Examples:", "  wiregauge cluster rbac --user alice | kubectl apply -f -"})
final class ClusterRbacCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private KubernetesFlags flags = new KubernetesFlags();

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Grant to this user (default: the service account wiregauge).")
    private String user = "";

    @Option(names = "--pools", description = "Include what temporary Calico pools need.")
    private boolean pools;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(Preflight.rights(flags.options(), pools, user));
        spec.commandLine().getOut().flush();
        return ExitCode.PASS;
    }
}
