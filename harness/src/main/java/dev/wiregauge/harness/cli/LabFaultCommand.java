package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.lab.KeptLab;
import dev.wiregauge.harness.testbed.lab.LabFaults;
import dev.wiregauge.yaml.Nearest;

import picocli.CommandLine.Command;
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
        mixinStandardHelpOptions = true)
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
        out.println("faults in lab " + lab.id() + ": " + lab.faults());
        out.flush();
    }

    @Command(name = "list", description = "List the faults.", mixinStandardHelpOptions = true)
    void list() {
        PrintWriter out = spec.commandLine().getOut();
        LabFaults.all()
                .forEach(fault ->
                        out.printf(
                                "%-28s %-4s %s%n", fault.id(), fault.catalogueId(), fault.title()));
        out.flush();
    }

    @Command(name = "add", description = "Put a fault in.", mixinStandardHelpOptions = true)
    void add(
            @Parameters(
                            paramLabel = "NAME",
                            description = "A name of 'lab fault list'.",
                            completionCandidates = Candidates.Faults.class)
                    String fault,
            @Option(
                            names = "--lab",
                            paramLabel = "ID",
                            defaultValue = "",
                            description = "Which lab, if there are several.")
                    String id) {
        check(spec, fault);
        KeptLab lab = LabCommand.find(spec, id);
        lab.addFault(fault, AgentProgram.installed());
        say(spec, lab);
    }

    @Command(name = "clear", description = "Take a fault out.", mixinStandardHelpOptions = true)
    void clear(
            @Parameters(
                            paramLabel = "NAME",
                            description = "A name of 'lab fault list'.",
                            completionCandidates = Candidates.Faults.class)
                    String fault,
            @Option(
                            names = "--lab",
                            paramLabel = "ID",
                            defaultValue = "",
                            description = "Which lab, if there are several.")
                    String id) {
        check(spec, fault);
        KeptLab lab = LabCommand.find(spec, id);
        lab.clearFault(fault, AgentProgram.installed());
        say(spec, lab);
    }
}
