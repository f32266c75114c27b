package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.DiagnosisFlow;
import dev.wiregauge.harness.Interruption;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.json.RecordJson;
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
            "  wiregauge diagnose --nodes 3 --modes vxlan --fail-on warning"
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
            description = "Modes to diagnose (default: bgp,ipip,vxlan).")
    private List<String> modes = List.of("bgp", "ipip", "vxlan");

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "Least severity that fails: ${COMPLETION-CANDIDATES} (default: error).")
    private FailOn failOn = FailOn.error;

    @Option(names = "--details", description = "Show all evidence and the paths hit.")
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
                modes.stream().map(id -> ModeNames.parse(spec.commandLine(), id)).toList();
        Path root =
                out.orElseGet(
                        () -> Path.of("runs", FOLDER_TIME.format(clock.instant()) + "-diagnose"));
        RunFolder folder = RunFolder.create(root);
        Terminal terminal = Terminal.of(spec.commandLine().getOut(), System.getenv());
        Progress progress = new Progress(terminal, quiet || json);
        try (Interruption interruption = Interruption.ofThisThread()) {
            try {
                Diagnosis diagnosis = diagnose(wanted, folder, progress, clock, random);
                progress.end();
                print(diagnosis, root, terminal);
                return exitCode(diagnosis);
            } catch (AgentLostException e) {
                if (!interruption.requested()) {
                    throw e;
                }
                return ExitCode.INTERRUPTED;
            } finally {
                progress.end();
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
        try {
            return new DiagnosisFlow(testbed, wanted, progress::step, clock, random)
                    .run(id, Version.current(), folder);
        } finally {
            progress.step("removing the " + testbed.kind());
            Interruption.shield(testbed::close);
        }
    }

    private void print(Diagnosis diagnosis, Path root, Terminal terminal) {
        PrintWriter to = terminal.out();
        if (json) {
            to.print(RecordJson.writePretty(diagnosis, Diagnosis.class));
        } else {
            new DiagnosisSummary(diagnosis, details, terminal.color()).lines().forEach(to::println);
            to.println();
            to.println("Findings: " + root.resolve(RunFolder.FINDINGS));
            to.println("Evidence: " + root.resolve("evidence"));
        }
        to.flush();
    }

    /// Never 0 while something could not be checked.
    private int exitCode(Diagnosis diagnosis) {
        if (diagnosis.holds(failOn.severity())) {
            return ExitCode.FAILED;
        }
        return diagnosis.notChecked().isEmpty() ? ExitCode.PASS : ExitCode.INCONCLUSIVE;
    }
}
