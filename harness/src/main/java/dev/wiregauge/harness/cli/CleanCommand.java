package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.journal.Eraser;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.lab.LabEraser;
import dev.wiregauge.yaml.Nearest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Removes what runs left behind that were ended without a chance to do it themselves.
@Command(
        name = "clean",
        description = {
            "Remove what a killed run left behind.",
            "Living runs and kept labs are left alone unless they are named."
        },
        mixinStandardHelpOptions = true)
final class CleanCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "RUN",
            description = "Remove what these runs or labs made, even if they live.")
    private List<String> named = List.of();

    @Option(names = "--dry-run", description = "Print what would be removed and do nothing.")
    private boolean dryRun;

    @Override
    public void run() {
        Journals journals =
                Journals.standard(System.getenv(), "root".equals(System.getProperty("user.name")));
        List<Journal> all = journals.all();
        List<String> runs = all.stream().map(Journal::run).toList();
        for (String name : named) {
            if (!runs.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), Nearest.refusal("run", name, runs));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
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

    private static List<Eraser> erasers() {
        return List.of(new LabEraser());
    }
}
