package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.journal.Eraser;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesEraser;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesLeftovers;
import dev.wiregauge.harness.testbed.lab.LabEraser;
import dev.wiregauge.yaml.Nearest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Removes what runs left behind that were ended without a chance to do it themselves.
@Command(
        name = "clean",
        description = {
            "Remove what a killed run left behind.",
            "Living runs and kept labs are left alone unless they are named."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  wiregauge clean --dry-run          what a killed run left here",
            "  wiregauge clean                    remove it",
            "  wiregauge clean --testbed kubernetes"
        })
final class CleanCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "RUN",
            description = "Remove what these runs or labs made, even if they live.")
    private List<String> named = List.of();

    @Option(
            names = "--testbed",
            paramLabel = "WHERE",
            description =
                    "kubernetes looks in the cluster as well, by label (default: what the journals of this machine say).")
    private Kind testbed = Kind.lab;

    @Mixin private ClusterAccessFlags cluster = new ClusterAccessFlags();

    // picocli prints these names as they stand, so they are written as the user types them
    private enum Kind {
        lab,
        kubernetes
    }

    @Option(names = "--dry-run", description = "Print what would be removed and do nothing.")
    private boolean dryRun;

    @Option(names = "--quiet", description = "Print only what could not be removed.")
    private boolean quiet;

    @Override
    public void run() {
        Journals journals =
                Journals.standard(System.getenv(), "root".equals(System.getProperty("user.name")));
        List<Journal> all = journals.all();
        List<String> runs = all.stream().map(Journal::run).toList();
        for (String name : named) {
            if (!runs.contains(name) && testbed == Kind.lab) {
                throw new ParameterException(
                        spec.commandLine(), Nearest.refusal("run", name, runs));
            }
        }
        PrintWriter out =
                quiet ? new PrintWriter(Writer.nullWriter()) : spec.commandLine().getOut();
        List<String> left = new ArrayList<>();
        int removed = 0;
        for (Journal journal : all) {
            String what =
                    "%s (%s, %d things)"
                            .formatted(
                                    journal.run(), journal.purpose(), journal.creations().size());
            if (!named.isEmpty() ? !named.contains(journal.run()) : isWanted(journal)) {
                out.println("left alone: " + what + ", " + reason(journal));
                continue;
            }
            removed++;
            if (dryRun) {
                out.println("would remove: " + what);
                continue;
            }
            left.addAll(journal.undo(erasers()));
            out.println("removed: " + what);
        }
        if (testbed == Kind.kubernetes) {
            removed += cleanCluster(out, left);
        }
        if (removed == 0) {
            out.println("nothing to clean");
        }
        out.flush();
        if (!left.isEmpty()) {
            throw new EnvironmentException("not removed: " + String.join("; ", left));
        }
    }

    private static boolean isWanted(Journal journal) {
        return journal.kept() || journal.ownerRuns();
    }

    private static String reason(Journal journal) {
        if (journal.kept()) {
            return "a kept lab";
        }
        return journal.ownerRuns() ? "still running as process " + journal.pid() : "not named";
    }

    private List<Eraser> erasers() {
        return List.of(
                new LabEraser(),
                KubernetesEraser.ofEveryContext(cluster.access(), System.getenv()));
    }

    /// Other machines' runs have no journal here: what they left is known by its label.
    ///
    /// @return how many runs were removed
    private int cleanCluster(PrintWriter out, List<String> left) {
        Instant now = Clock.systemUTC().instant();
        int removed = 0;
        try (KubernetesLeftovers leftovers =
                KubernetesLeftovers.open(cluster.access(), cluster.namespace(), System.getenv())) {
            for (KubernetesLeftovers.Leftover leftover : leftovers.find()) {
                String what =
                        "%s (%d objects in the cluster)"
                                .formatted(leftover.run(), leftover.objects().size());
                if (named.isEmpty() ? leftover.alive(now) : !named.contains(leftover.run())) {
                    out.println(
                            "left alone: "
                                    + what
                                    + (leftover.alive(now)
                                            ? ", alive until " + leftover.aliveUntil().orElseThrow()
                                            : ", not named"));
                    continue;
                }
                removed++;
                if (dryRun) {
                    out.println("would remove: " + what);
                    continue;
                }
                left.addAll(leftovers.remove(leftover));
                out.println("removed: " + what);
            }
        }
        return removed;
    }
}
