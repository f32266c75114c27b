package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.Interruption;
import dev.wiregauge.harness.RunFlow;
import dev.wiregauge.harness.RunPlan;
import dev.wiregauge.harness.RunSettings;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.TerminalTable;
import dev.wiregauge.report.html.ReportFiles;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Scenario;

import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One run as the user lives it: what will be done, how it goes, what came out, where it lies.
final class RunExecution {
    private static final int RUN_ID_BITS = 30;

    private final CommandSpec spec;
    private final RunFlags flags;
    private final TestbedFlags testbedFlags;
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();

    RunExecution(CommandSpec spec, RunFlags flags, TestbedFlags testbedFlags) {
        this.spec = spec;
        this.flags = flags;
        this.testbedFlags = testbedFlags;
    }

    int execute(Scenario written) {
        RunSettings given =
                flags.settings(newRunId(), testbedFlags.withinRights(written), clock, random);
        RunSettings settings = given.withScenario(testbedFlags.overFamilies(given.scenario()));
        testbedFlags.check(settings.scenario());
        RunPlan plan = plan(settings);
        flags.limits().refuseLonger(Duration.ofNanos(plan.trafficNs()), testbedFlags.mostMinutes());
        PrintWriter out = spec.commandLine().getOut();
        if (flags.dryRun()) {
            describe(settings, plan, out);
            return ExitCode.PASS;
        }
        Terminal terminal = Terminal.of(out, System.getenv());
        Progress progress = new Progress(terminal, flags.quiet(), spec.commandLine().getErr());
        Map<String, String> environment = System.getenv();
        Journals journals = Journals.standard(environment, isRoot());
        RunFolder folder = RunFolder.create(settings.folder());
        progress.step(headline(settings));
        try (Interruption interruption = Interruption.ofThisThread()) {
            try {
                Run run = measure(settings, folder, journals, progress);
                progress.step("writing the report");
                return finish(run, folder, settings.folder(), terminal);
            } catch (RuntimeException e) {
                // an interrupted step may fail as a lost agent, a failed command, or a file cut off
                if (!interruption.requested()) {
                    folder.removeIfEmpty();
                    throw e;
                }
                progress.note(
                        "interrupted; what was made is removed"
                                + finishedTrials(settings.folder()));
                return ExitCode.INTERRUPTED;
            } finally {
                progress.end();
            }
        }
    }

    private static String finishedTrials(Path folder) {
        Path trials = folder.resolve(RunFolder.TRIALS);
        return Files.exists(trials) ? ", finished trials are in " + trials : "";
    }

    private RunPlan plan(RunSettings settings) {
        RunPlan drawn =
                RunPlan.of(
                        settings.scenario(),
                        settings.chosen(),
                        settings.seed(),
                        testbedFlags.canLimitUplinks());
        return testbedFlags.oneModeAtATime() ? drawn.modeByMode() : drawn;
    }

    private Run measure(
            RunSettings settings, RunFolder folder, Journals journals, Progress progress) {
        Testbed testbed =
                testbedFlags.open(journals, settings.id(), spec.qualifiedName(), clock.instant());
        try {
            Path lock = journals.folder().resolve("measuring.lock");
            return new RunFlow(settings, testbed, progress, lock, clock, random).run(folder);
        } finally {
            progress.step("removing the " + testbed.kind());
            Interruption.shield(testbed::close);
        }
    }

    private int finish(Run run, RunFolder folder, Path root, Terminal terminal) {
        Comparison comparison = Comparison.of(folder);
        Path report = ReportFiles.write(folder, comparison);
        Optional<String> kept = testbedFlags.keepResults(root);
        PrintWriter out = terminal.out();
        if (flags.json()) {
            out.println(folder.runAsJson());
        } else {
            out.println();
            out.print(TerminalTable.render(comparison, terminal.width(), terminal.color()));
            out.println();
            out.println("Report:  " + report);
            out.println("Packets: " + folder.evidence());
            kept.ifPresent(where -> out.println("Kept in: " + where));
        }
        out.flush();
        return switch (run.verdict()) {
            case Verdict.Pass pass -> ExitCode.PASS;
            case Verdict.Fail fail -> ExitCode.FAILED;
            case Verdict.Inconclusive inconclusive -> ExitCode.INCONCLUSIVE;
        };
    }

    private void describe(RunSettings settings, RunPlan plan, PrintWriter out) {
        List<String> built = testbedFlags.describe(settings.scenario());
        if (flags.json()) {
            out.println(PlannedRun.of(settings, plan, built).toJson().strip());
            out.flush();
            return;
        }
        out.println(headline(settings));
        out.printf(
                "%d trials in %d blocks, %d s of traffic, seed %d%n",
                plan.trials(),
                plan.blocks().size(),
                plan.trafficNs() / 1_000_000_000,
                settings.seed());
        for (RunPlan.Block block : plan.blocks()) {
            out.printf("block %d:%n", block.number());
            block.cells().forEach(cell -> out.println("  " + cell.id()));
        }
        out.println("what is built:");
        built.forEach(line -> out.println("  " + line));
        out.flush();
    }

    private static String headline(RunSettings settings) {
        Scenario.Preset preset = settings.chosen();
        return "%s: modes %s%s, %d repeats of %d ms, %s, seed %d, run %s"
                .formatted(
                        settings.scenario().name(),
                        String.join(
                                ", ",
                                settings.scenario().modes().stream()
                                        .map(mode -> mode.id())
                                        .toList()),
                        settings.scenario().variants().isEmpty()
                                ? ""
                                : ", variants "
                                        + String.join(", ", settings.scenario().contenders()),
                        preset.repeats(),
                        preset.timing().duration().toMillis(),
                        settings.scenario().congestionControl(),
                        settings.seed(),
                        settings.id());
    }

    private String newRunId() {
        String digits = Integer.toString(random.nextInt(1 << RUN_ID_BITS), Character.MAX_RADIX);
        return "r" + digits.toLowerCase(Locale.ROOT);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
