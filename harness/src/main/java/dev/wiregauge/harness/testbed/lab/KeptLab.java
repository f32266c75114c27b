package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.scenario.Mode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A lab for hands-on work: it outlives the command that built it, until it is taken down by name.
public final class KeptLab {
    private static final String DESCRIPTION = "lab.json";

    private final Journal journal;
    private Description description;

    /// All that is needed to know the lab again.
    ///
    /// @param tunnels who makes each mode's tunnel, in words
    /// @param faults that are in it now
    record Description(
            LabOptions options,
            TestbedPlan plan,
            Tunl0 tunl0,
            Map<Mode, String> tunnels,
            List<String> faults) {
        Description {
            tunnels = Map.copyOf(tunnels);
            faults = List.copyOf(faults);
        }

        Description withFaults(List<String> others) {
            return new Description(options, plan, tunl0, tunnels, others);
        }
    }

    private KeptLab(Journal journal, Description description) {
        this.journal = journal;
        this.description = description;
    }

    /// Builds a lab without agents and hands it to the user. Nothing of it is left if that fails.
    ///
    /// @param journal of this lab alone
    public static KeptLab up(
            LabOptions options,
            TestbedPlan plan,
            Journal journal,
            AgentProgram program,
            Consumer<String> progress) {
        CommandRunner runner = new ExternalPrograms();
        boolean built = false;
        try {
            LabMachine.requireRoot();
            Tunl0 tunl0 = new LabMachine(runner).tunl0(options.ipipDevice());
            Lab lab = new Lab(LabTopology.of(journal.run(), options, plan), tunl0, runner, program);
            lab.build(journal, progress);
            KeptLab kept =
                    new KeptLab(
                            journal,
                            new Description(options, plan, tunl0, lab.tunnels(), options.faults()));
            kept.write(kept.description);
            journal.keep();
            built = true;
            return kept;
        } finally {
            if (!built) {
                journal.undo(List.of(new LabEraser(runner)));
            }
        }
    }

    /// All labs that stand on this machine.
    public static List<KeptLab> all(Journals journals) {
        List<KeptLab> labs = new ArrayList<>();
        for (Journal journal : journals.all()) {
            Path file = Lab.folder(journal.run()).resolve(DESCRIPTION);
            if (journal.kept() && Files.exists(file)) {
                labs.add(new KeptLab(journal, read(file)));
            }
        }
        return labs;
    }

    private void write(Description changed) {
        Path file = Lab.folder(id()).resolve(DESCRIPTION);
        try {
            Files.writeString(file, RecordJson.writePretty(changed, Description.class));
            description = changed;
        } catch (IOException e) {
            throw new EnvironmentException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static Description read(Path file) {
        try {
            return RecordJson.read(Files.readString(file), Description.class);
        } catch (IOException | JsonException e) {
            throw new EnvironmentException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    public String id() {
        return journal.run();
    }

    private LabTopology topology() {
        return LabTopology.of(journal.run(), description.options(), description.plan());
    }

    /// What stands where, a line each.
    public List<String> status() {
        LabTopology topology = topology();
        List<String> lines = new ArrayList<>();
        lines.add("lab " + id() + ", since " + journal.openedAt().truncatedTo(ChronoUnit.SECONDS));
        topology.nodes()
                .forEach(node ->
                        lines.add(
                                "  node %-24s %-15s in %s"
                                        .formatted(node.name(), node.address(), node.namespace())));
        topology.pods()
                .forEach(pod ->
                        lines.add(
                                "  pod  %-24s %-15s on %s, mode %s, MTU %d"
                                        .formatted(
                                                pod.name(),
                                                pod.address(),
                                                pod.node().name(),
                                                pod.pool().mode().id(),
                                                pod.mtuBytes())));
        topology.services().forEach(service -> lines.add(status(service)));
        new TreeMap<>(description.tunnels())
                .forEach((mode, tunnel) ->
                        lines.add("  mode %-24s %s".formatted(mode.id(), tunnel)));
        faults().forEach(fault -> lines.add("  fault " + fault));
        return lines;
    }

    private static String status(LabTopology.Service service) {
        return "  svc  %-24s %-15s port %d%s to %s"
                .formatted(
                        service.name(),
                        service.address().orElse("headless"),
                        service.port(),
                        service.nodePort()
                                .map(port -> ", port " + port + " of every node,")
                                .orElse(""),
                        service.backends().stream()
                                .map(LabTopology.Pod::name)
                                .collect(Collectors.joining(", ")));
    }

    /// Names of the nodes and pods.
    public List<String> members() {
        LabTopology topology = topology();
        List<String> names = new ArrayList<>();
        topology.nodes().forEach(node -> names.add(node.name()));
        topology.pods().forEach(pod -> names.add(pod.name()));
        return names;
    }

    /// The prefix of a command line that runs a program on a node or in a pod.
    ///
    /// @param member one of [#members()]
    public List<String> inside(String member) {
        return List.of("ip", "netns", "exec", LabTopology.namespace(id(), member));
    }

    /// Ids of the faults that are in it.
    public List<String> faults() {
        return description.faults();
    }

    /// Breaks it; nothing is changed if it has that fault already.
    ///
    /// @param fault one of [LabFaults#all()]
    public void addFault(String fault, AgentProgram program) {
        if (faults().contains(fault)) {
            return;
        }
        lab(program).addFault(fault);
        List<String> more = new ArrayList<>(faults());
        more.add(fault);
        write(description.withFaults(more));
    }

    /// Mends it; nothing is changed if it has not that fault.
    public void clearFault(String fault, AgentProgram program) {
        if (!faults().contains(fault)) {
            return;
        }
        lab(program).clearFault(fault);
        List<String> fewer = new ArrayList<>(faults());
        fewer.remove(fault);
        write(description.withFaults(fewer));
    }

    private Lab lab(AgentProgram program) {
        return new Lab(topology(), description.tunl0(), new ExternalPrograms(), program);
    }

    /// Takes it down.
    ///
    /// @return one line for each thing that could not be removed
    public List<String> down() {
        return journal.undo(List.of(new LabEraser()));
    }
}
