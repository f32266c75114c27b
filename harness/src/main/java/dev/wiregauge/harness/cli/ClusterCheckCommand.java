package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.kubernetes.Preflight;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// Looks at a cluster and creates nothing.
@Command(
        name = "check",
        description = "Look at a cluster before measuring it: nodes, rights, network, admission.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"", "Examples:", "  wiregauge cluster check --context staging"})
final class ClusterCheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private KubernetesFlags flags = new KubernetesFlags();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Preflight preflight = Preflight.open(flags.options(), System.getenv())) {
            Preflight.Result result = preflight.run();
            for (Preflight.Line line : result.lines()) {
                out.printf("%-6s %-10s %s%n", mark(line.level()), line.topic(), line.words());
            }
            if (!result.missingRights().isEmpty()) {
                out.println();
                out.println(
                        "# grants what is missing; put your user's name in, then: kubectl apply -f -");
                out.print(result.missingRights());
            }
            out.println();
            out.println(
                    result.passed()
                            ? "Ready. Next: wiregauge compare --testbed kubernetes"
                            : "Not ready: see the lines marked FAILED.");
            out.flush();
            return result.passed() ? ExitCode.PASS : ExitCode.ENVIRONMENT;
        }
    }

    private static String mark(Preflight.Line.Level level) {
        return switch (level) {
            case OK -> "ok";
            case NOTE -> "note";
            case FAILED -> "FAILED";
        };
    }
}
