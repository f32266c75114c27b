package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.lab.KeptLab;
import dev.wiregauge.harness.testbed.lab.LabFaults;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.yaml.Nearest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;

/// Breaks a lab that stands, and mends it again.
@Command(
        name = "fault",
        description = "Break a lab on purpose, and mend it again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  wiregauge lab fault list",
            "  wiregauge lab fault add pmtud-black-hole",
            "  wiregauge lab fault clear pmtud-black-hole"
        })
final class LabFaultCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// @throws ParameterException if there is no such fault, naming the nearest
    static void check(CommandSpec spec, String fault) {
        List<String> known = LabFaults.all().stream().map(LabFaults.Summary::id).toList();
        if (!known.contains(fault)) {
            throw new ParameterException(
                    spec.commandLine(), Nearest.refusal("fault", fault, known));
        }
    }

    private static void say(CommandSpec spec, KeptLab lab) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "faults in lab %s: %s"
                        .formatted(
                                lab.id(),
                                lab.faults().isEmpty() ? "none" : String.join(", ", lab.faults())));
        out.flush();
    }

    private record Listed(int schemaVersion, List<LabFaults.Summary> faults) {}

    @Command(
            name = "list",
            description = "List the faults.",
            mixinStandardHelpOptions = true,
            footer = {"", "Examples:", "  wiregauge lab fault list"})
    void list(
            @Option(names = "--json", description = "Print one JSON object instead of text.")
                    boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(RecordJson.writePretty(new Listed(1, LabFaults.all()), Listed.class));
        } else {
            int width =
                    LabFaults.all().stream().mapToInt(each -> each.id().length()).max().orElse(1);
            LabFaults.all()
                    .forEach(fault ->
                            out.printf(
                                    "%-" + width + "s %-4s %s%n",
                                    fault.id(),
                                    fault.catalogueId(),
                                    fault.title()));
        }
        out.flush();
    }

    @Command(
            name = "add",
            description = "Put a fault in.",
            mixinStandardHelpOptions = true,
            footer = {"", "Examples:", "  wiregauge lab fault add pmtud-black-hole"})
    void add(@Mixin Chosen chosen) {
        KeptLab lab = chosen.lab(spec);
        lab.addFault(chosen.fault, AgentProgram.installed());
        say(spec, lab);
    }

    @Command(
            name = "clear",
            description = "Take a fault out.",
            mixinStandardHelpOptions = true,
            footer = {"", "Examples:", "  wiregauge lab fault clear pmtud-black-hole"})
    void clear(@Mixin Chosen chosen) {
        KeptLab lab = chosen.lab(spec);
        if (!lab.faults().contains(chosen.fault)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "fault %s is not in lab %s, which has: %s"
                            .formatted(
                                    chosen.fault,
                                    lab.id(),
                                    lab.faults().isEmpty()
                                            ? "none"
                                            : String.join(", ", lab.faults())));
        }
        lab.clearFault(chosen.fault, AgentProgram.installed());
        say(spec, lab);
    }

    /// Which fault, in which lab.
    static final class Chosen {
        @Parameters(
                paramLabel = "NAME",
                description = "A name of 'lab fault list'.",
                completionCandidates = Candidates.Faults.class)
        private String fault = "";

        @Option(
                names = "--lab",
                paramLabel = "ID",
                description = "Which lab, if there are several.")
        private String id = "";

        /// @throws ParameterException if there is no such fault or no such lab
        KeptLab lab(CommandSpec spec) {
            check(spec, fault);
            return LabCommand.find(spec, id, "--lab ID");
        }
    }
}
