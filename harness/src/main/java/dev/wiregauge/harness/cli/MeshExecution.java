package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.Interruption;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.mesh.MeshFlow;
import dev.wiregauge.harness.testbed.PairSchedule;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.mesh.MeshReport;
import dev.wiregauge.report.mesh.MeshSummary;
import dev.wiregauge.result.MeshRun;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Mode;

import picocli.CommandLine.Model.CommandSpec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/// A mesh as the user lives it: which pairs, how it goes, what came out.
final class MeshExecution {
    /// The name by which `run` knows it.
    static final String NAME = "mesh";

    private static final int RUN_ID_BITS = 30;

    private final CommandSpec spec;
    private final RunFlags flags;
    private final TestbedFlags testbedFlags;
    private final long pairs;
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();

    /// @param pairs most ordered pairs in each mode
    MeshExecution(CommandSpec spec, RunFlags flags, TestbedFlags testbedFlags, long pairs) {
        this.spec = spec;
        this.flags = flags;
        this.testbedFlags = testbedFlags;
        this.pairs = pairs;
    }

    int execute() {
        flags.refuseRepeats(NAME);
        List<Mode> modes =
                testbedFlags.overFamilies(
                        flags.namesModes() ? flags.modes() : testbedFlags.diagnosedModes());
        testbedFlags.check(modes);
        String id =
                "m"
                        + Integer.toString(random.nextInt(1 << RUN_ID_BITS), Character.MAX_RADIX)
                                .toLowerCase(Locale.ROOT);
        Journals journals =
                Journals.standard(System.getenv(), "root".equals(System.getProperty("user.name")));
        Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
        long seed = flags.seed(random);
        if (flags.dryRun()) {
            return describe(id, journals, modes, seed);
        }
        Path root = flags.folder(clock, NAME);
        RunFolder folder = RunFolder.create(root);
        Progress progress = new Progress(terminal, flags.quiet(), spec.commandLine().getErr());
        try (Interruption interruption = Interruption.ofThisThread()) {
            try {
                measure(id, journals, modes, seed, folder, progress);
                progress.step("writing the report");
                return finish(root, folder, terminal);
            } catch (RuntimeException e) {
                if (!interruption.requested()) {
                    folder.removeIfEmpty();
                    throw e;
                }
                progress.note(
                        "interrupted; what was made is removed, finished pairs are in " + root);
                return ExitCode.INTERRUPTED;
            } finally {
                progress.end();
            }
        }
    }

    private void measure(
            String id,
            Journals journals,
            List<Mode> modes,
            long seed,
            RunFolder folder,
            Progress progress) {
        Testbed testbed = testbedFlags.openAllNodes(journals, id, NAME, clock.instant());
        try {
            new MeshFlow(testbed, modes, pairs, seed, progress::step, clock, random)
                    .run(id, Version.current(), folder);
        } finally {
            progress.step("removing the " + testbed.kind());
            Interruption.shield(testbed::close);
        }
    }

    private record PlannedPod(String name, String node) {}

    /// What `--dry-run --json` prints.
    private record PlannedMesh(
            int schemaVersion,
            List<String> nodes,
            List<String> modes,
            long pairs,
            long possiblePairs,
            int rounds,
            long seed,
            List<PlannedPod> pods) {}

    private int describe(String id, Journals journals, List<Mode> modes, long seed) {
        PrintWriter out = spec.commandLine().getOut();
        try (Testbed testbed = testbedFlags.openAllNodes(journals, id, NAME, clock.instant())) {
            List<String> nodes = testbed.nodes().stream().map(TestbedNode::name).toList();
            PairSchedule schedule = PairSchedule.of(nodes.size(), pairs, seed);
            PlannedMesh planned =
                    new PlannedMesh(
                            1,
                            nodes,
                            modes.stream().map(Mode::id).toList(),
                            schedule.pairs(),
                            schedule.possible(),
                            schedule.rounds(),
                            seed,
                            MeshFlow.plan(modes, nodes.size()).pods().stream()
                                    .map(pod -> new PlannedPod(pod.name(), nodes.get(pod.node())))
                                    .toList());
            if (flags.json()) {
                out.println(RecordJson.writePretty(planned, PlannedMesh.class).strip());
            } else {
                print(planned, out);
            }
            out.flush();
        }
        return ExitCode.PASS;
    }

    private static void print(PlannedMesh planned, PrintWriter out) {
        out.printf(
                "mesh: %d nodes, modes %s, %,d of %,d ordered pairs in %,d rounds, seed %d%n",
                planned.nodes().size(),
                String.join(", ", planned.modes()),
                planned.pairs(),
                planned.possiblePairs(),
                planned.rounds(),
                planned.seed());
        planned.pods().forEach(pod -> out.printf("  pod %s on %s%n", pod.name(), pod.node()));
    }

    private int finish(Path root, RunFolder folder, Terminal terminal) {
        MeshReport report = MeshReport.of(root);
        Path page = folder.writeDerived(RunFolder.REPORT, report.html());
        PrintWriter out = terminal.out();
        if (flags.json()) {
            out.println(RecordJson.writePretty(report.run(), MeshRun.class).strip());
        } else {
            print(report, page, out);
        }
        out.flush();
        return report.healthy() ? ExitCode.PASS : ExitCode.INCONCLUSIVE;
    }

    private static void print(MeshReport report, Path page, PrintWriter out) {
        for (MeshSummary summary : report.summaries()) {
            out.println("mode " + summary.mode());
            summary.lines().forEach(line -> out.println("  " + line));
        }
        report.run().notes().forEach(out::println);
        out.println();
        out.println("Report:  " + page);
    }
}
