package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.Interruption;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.harness.testbed.lab.KeptLab;
import dev.wiregauge.harness.testbed.lab.LabOptions;
import dev.wiregauge.harness.testbed.lab.LabTestbed;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.yaml.Nearest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/// A lab that stays, for hands-on work.
@Command(
        name = "lab",
        description = "Keep a lab for hands-on work.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LabCommand.Up.class,
            LabCommand.Status.class,
            LabCommand.Shell.class,
            LabFaultCommand.class,
            LabCommand.Down.class
        },
        footer = {
            "",
            "Examples:",
            "  wiregauge lab up                                   two nodes, a pod of each mode on each",
            "  wiregauge lab up --nodes 3 --underlay l3 --modes ipip-cross-subnet",
            "  wiregauge lab shell node1                          a shell on a node",
            "  wiregauge lab shell vxlan-1 -- ip route            one command in a pod",
            "  wiregauge lab fault add pmtud-black-hole           break it",
            "  wiregauge lab down"
        })
final class LabCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static Journals journals() {
        return Journals.standard(System.getenv(), "root".equals(System.getProperty("user.name")));
    }

    private static List<KeptLab> labs() {
        return KeptLab.all(journals());
    }

    /// The lab of that id, or the only one there is.
    ///
    /// @param how its user would name one, such as `--lab ID`
    static KeptLab find(CommandSpec spec, String id, String how) {
        List<KeptLab> labs = labs();
        List<String> ids = labs.stream().map(KeptLab::id).toList();
        if (id.isEmpty() && labs.size() == 1) {
            return labs.getFirst();
        }
        if (labs.isEmpty()) {
            throw new EnvironmentException("no lab stands here; 'wiregauge lab up' builds one");
        }
        if (id.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "several labs stand here: %s; name one by %s"
                            .formatted(String.join(", ", ids), how));
        }
        return labs.stream()
                .filter(lab -> lab.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(), Nearest.refusal("lab", id, ids)));
    }

    @Command(
            name = "up",
            description = "Build a lab.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  wiregauge lab up",
                "  wiregauge lab up --nodes 3 --underlay l3 --modes bgp,vxlan-cross-subnet",
                "  wiregauge lab up --dry-run           print the commands that would make it"
            })
    static final class Up implements Callable<Integer> {
        private static final int ID_BITS = 30;

        @Spec private CommandSpec spec = CommandSpec.create();
        @Mixin private LabFlags lab = new LabFlags();

        @Option(
                names = "--modes",
                split = ",",
                paramLabel = "MODE",
                completionCandidates = Candidates.Modes.class,
                description = "Modes to build (default: bgp,ipip,vxlan).")
        private List<String> modes = List.of("bgp", "ipip", "vxlan");

        @Option(names = "--dry-run", description = "Print the commands and do nothing.")
        private boolean dryRun;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            LabOptions options = lab.options().withDnsWhereItCan(true);
            TestbedPlan plan = plan(options.nodes());
            if (dryRun) {
                LabTestbed.describe(options, plan).forEach(out::println);
                out.flush();
                return ExitCode.PASS;
            }
            Clock clock = Clock.systemUTC();
            String id =
                    "k"
                            + Integer.toString(
                                            new SecureRandom().nextInt(1 << ID_BITS),
                                            Character.MAX_RADIX)
                                    .toLowerCase(Locale.ROOT);
            try (Interruption interruption = Interruption.ofThisThread()) {
                KeptLab built =
                        KeptLab.up(
                                options,
                                plan,
                                journals().open(id, spec.qualifiedName(), clock.instant()),
                                AgentProgram.installed(),
                                step -> {});
                built.status().forEach(out::println);
                out.println();
                out.println("Enter it with:  wiregauge lab shell " + built.members().getFirst());
                out.println("Remove it with: wiregauge lab down " + id);
                out.flush();
                return interruption.requested() ? ExitCode.INTERRUPTED : ExitCode.PASS;
            }
        }

        /// A pod of each mode on every node, and a Service over those of every node but the first.
        private TestbedPlan plan(int nodes) {
            List<PodRequest> pods = new ArrayList<>();
            List<ServiceRequest> services = new ArrayList<>();
            for (String id : modes) {
                Mode mode = ModeNames.parse(spec.commandLine(), id);
                List<String> backends = new ArrayList<>();
                for (int node = 0; node < nodes; node++) {
                    String name = mode.id() + "-" + (node + 1);
                    pods.add(new PodRequest(name, mode, node));
                    if (node > 0) {
                        backends.add(name);
                    }
                }
                services.add(
                        new ServiceRequest(mode.id(), backends, Set.of(ServiceTrait.NODE_PORT)));
            }
            pods.stream()
                    .findFirst()
                    .ifPresent(first -> {
                        List<String> one = List.of(first.name());
                        services.add(
                                new ServiceRequest(
                                        "local",
                                        one,
                                        Set.of(
                                                ServiceTrait.NODE_PORT,
                                                ServiceTrait.LOCAL_TRAFFIC)));
                        services.add(
                                new ServiceRequest(
                                        "sticky",
                                        services.getFirst().backends(),
                                        Set.of(ServiceTrait.SESSION_AFFINITY)));
                        services.add(
                                new ServiceRequest(
                                        "headless",
                                        services.getFirst().backends(),
                                        Set.of(ServiceTrait.HEADLESS)));
                    });
            return new TestbedPlan(pods, services, false);
        }
    }

    @Command(
            name = "status",
            description = "Show the labs that stand here.",
            mixinStandardHelpOptions = true,
            footer = {"", "Examples:", "  wiregauge lab status", "  wiregauge lab status --json"})
    static final class Status implements Runnable {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        private boolean json;

        private record Standing(String id, List<String> members, List<String> faults) {}

        private record Labs(int schemaVersion, List<Standing> labs) {}

        @Override
        public void run() {
            PrintWriter out = spec.commandLine().getOut();
            List<KeptLab> labs = labs();
            if (json) {
                List<Standing> all =
                        labs.stream()
                                .map(lab -> new Standing(lab.id(), lab.members(), lab.faults()))
                                .toList();
                out.print(RecordJson.writePretty(new Labs(1, all), Labs.class));
                out.flush();
                return;
            }
            if (labs.isEmpty()) {
                out.println("no lab stands here");
            }
            labs.forEach(lab -> lab.status().forEach(out::println));
            out.flush();
        }
    }

    @Command(
            name = "shell",
            description = "Open a shell on a node or in a pod, or run one command there.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  wiregauge lab shell node1",
                "  wiregauge lab shell vxlan-1 -- ip route"
            })
    static final class Shell implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--lab",
                paramLabel = "ID",
                description = "Which lab, if there are several.")
        private String id = "";

        @Parameters(
                index = "0",
                paramLabel = "NODE-OR-POD",
                description = "A name of 'wiregauge lab status'.")
        private String member = "";

        @Parameters(
                index = "1..*",
                paramLabel = "COMMAND",
                description = "What to run there, after -- (default: the user's shell).")
        private List<String> program = List.of();

        @Override
        public Integer call() throws InterruptedException {
            KeptLab lab = find(spec, id, "--lab ID");
            if (!lab.members().contains(member)) {
                throw new ParameterException(
                        spec.commandLine(), Nearest.refusal("node or pod", member, lab.members()));
            }
            List<String> command = new ArrayList<>(lab.inside(member));
            command.addAll(
                    program.isEmpty()
                            ? List.of(System.getenv().getOrDefault("SHELL", "/bin/sh"))
                            : program);
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put("PS1", member + "# ");
            try {
                return builder.start().waitFor();
            } catch (IOException e) {
                throw new EnvironmentException(
                        "cannot start " + command + ": " + e.getMessage(), e);
            }
        }
    }

    @Command(
            name = "down",
            description = "Remove a lab.",
            mixinStandardHelpOptions = true,
            footer = {"", "Examples:", "  wiregauge lab down"})
    static final class Down implements Runnable {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Parameters(
                arity = "0..1",
                paramLabel = "ID",
                description = "Which lab, if there are several.")
        private String id = "";

        @Override
        public void run() {
            KeptLab lab = find(spec, id, "its ID");
            List<String> left = lab.down();
            if (!left.isEmpty()) {
                throw new EnvironmentException("not removed: " + String.join("; ", left));
            }
            spec.commandLine().getOut().println("lab " + lab.id() + " is gone");
            spec.commandLine().getOut().flush();
        }
    }
}
