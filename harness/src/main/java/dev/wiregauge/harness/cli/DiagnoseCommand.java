package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.DiagnosisFlow;
import dev.wiregauge.harness.Interruption;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.lab.KeptLab;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.findings.DiagnosisWords;
import dev.wiregauge.report.findings.FindingsFiles;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Mode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Finds faults of MTU, NAT, encapsulation, routes, Services and nodes, and says the fix.
@Command(
        name = "diagnose",
        description = "Find faults of the dataplane, name the cause and say the fix.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit code 0: no finding of that severity; 1: there is one; 3: this machine cannot;",
            "4: none, but something could not be checked.",
            "",
            "Examples:",
            "  wiregauge diagnose                          a healthy lab: no fault found",
            "  wiregauge diagnose --fault pod-mtu-too-large --details",
            "  wiregauge diagnose --nodes 3 --modes vxlan --fail-on warning",
            "  wiregauge diagnose --testbed kubernetes     the cluster as it is"
        })
final class DiagnoseCommand implements Callable<Integer> {
    private static final DateTimeFormatter FOLDER_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int RUN_ID_BITS = 30;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "MODE",
            description =
                    "Modes to diagnose (default: bgp,ipip,vxlan in the lab, current in a cluster).")
    private List<String> modes = List.of();

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "Least severity that fails: ${COMPLETION-CANDIDATES} (default: error).")
    private FailOn failOn = FailOn.error;

    @Option(
            names = "--details",
            description = "Show cause, evidence, paths hit and where each MTU is set.")
    private boolean details;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder (default: runs/<time>-diagnose).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--quiet", description = "Print the result only.")
    private boolean quiet;

    @Option(names = "--json", description = "Print findings.json instead of text.")
    private boolean json;

    @Mixin private TestbedFlags testbedFlags = new TestbedFlags();

    // picocli prints these names as they stand, so they are written as the user types them
    private enum FailOn {
        info,
        warning,
        error,
        critical;

        Finding.Severity severity() {
            return Finding.Severity.valueOf(name().toUpperCase(Locale.ROOT));
        }
    }

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        List<Mode> wanted =
                testbedFlags.overFamilies(
                        modes.isEmpty()
                                ? testbedFlags.diagnosedModes()
                                : modes.stream()
                                        .map(id -> ModeNames.parse(spec.commandLine(), id))
                                        .toList());
        testbedFlags.check(wanted);
        Path root =
                out.orElseGet(
                        () -> Path.of("runs", FOLDER_TIME.format(clock.instant()) + "-diagnose"));
        RunFolder folder = RunFolder.create(root);
        Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
        Progress progress = new Progress(terminal, quiet || json, spec.commandLine().getErr());
        try (Interruption interruption = Interruption.ofThisThread()) {
            try {
                Diagnosis diagnosis = diagnose(wanted, folder, progress, clock, random);
                progress.end();
                FindingsFiles.write(folder);
                Optional<String> kept = testbedFlags.keepResults(root);
                print(diagnosis, folder, terminal);
                if (!json) {
                    kept.ifPresent(where -> terminal.out().println("Kept in: " + where));
                }
                return exitCode(diagnosis);
            } catch (AgentLostException e) {
                if (!interruption.requested()) {
                    throw e;
                }
                return ExitCode.INTERRUPTED;
            } finally {
                progress.end();
                folder.removeIfEmpty();
            }
        }
    }

    private Diagnosis diagnose(
            List<Mode> wanted,
            RunFolder folder,
            Progress progress,
            Clock clock,
            SecureRandom random) {
        String id =
                "d"
                        + Integer.toString(random.nextInt(1 << RUN_ID_BITS), Character.MAX_RADIX)
                                .toLowerCase(Locale.ROOT);
        Journals journals =
                Journals.standard(System.getenv(), "root".equals(System.getProperty("user.name")));
        Testbed testbed =
                testbedFlags.open(journals, id, spec.qualifiedName(), clock.instant(), true);
        if (testbedFlags.canLimitUplinks()) {
            noteStandingLabs(journals, progress);
        }
        try {
            Diagnosis.Settings settings =
                    new Diagnosis.Settings(
                            wanted.stream().map(Mode::id).toList(),
                            testbed.nodes().size(),
                            failOn.severity(),
                            testbedFlags.injectedFaults());
            DiagnosisWords.settings(testbed.kind(), settings)
                    .forEach((name, value) -> progress.step("%-18s %s".formatted(name, value)));
            return new DiagnosisFlow(testbed, wanted, progress::step, clock, random)
                    .run(id, Version.current(), settings, folder);
        } finally {
            progress.step("removing the " + testbed.kind());
            Interruption.shield(testbed::close);
        }
    }

    /// A lab that is not even looked at must not stop a diagnosis.
    private static void noteStandingLabs(Journals journals, Progress progress) {
        try {
            KeptLab.all(journals).forEach(lab -> progress.note(notLookedAt(lab)));
        } catch (EnvironmentException e) {
            progress.note(String.valueOf(e.getMessage()));
        }
    }

    private static String notLookedAt(KeptLab lab) {
        return "lab %s stands here and is not looked at: a diagnosis builds a lab of its own%s"
                .formatted(
                        lab.id(),
                        lab.faults().isEmpty()
                                ? ""
                                : ", and breaks it alike with --fault "
                                        + String.join(",", lab.faults()));
    }

    private void print(Diagnosis diagnosis, RunFolder folder, Terminal terminal) {
        PrintWriter to = terminal.out();
        if (json) {
            to.print(RecordJson.writePretty(diagnosis, Diagnosis.class));
        } else {
            DiagnosisSummary summary =
                    new DiagnosisSummary(
                            diagnosis, folder.readEvidence(), detail(), terminal.color());
            summary.lines().forEach(to::println);
            if (!quiet) {
                to.println("Report:   " + folder.root().resolve(RunFolder.REPORT));
            }
        }
        to.flush();
    }

    private DiagnosisSummary.Detail detail() {
        if (details) {
            return DiagnosisSummary.Detail.ALL;
        }
        return quiet ? DiagnosisSummary.Detail.RESULT : DiagnosisSummary.Detail.USUAL;
    }

    private static int exitCode(Diagnosis diagnosis) {
        return switch (diagnosis.outcome()) {
            case PASS -> ExitCode.PASS;
            case FAIL -> ExitCode.FAILED;
            case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
        };
    }
}
