package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.lab.Step.Stage;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// One lab on this machine: its plan carried out. Knows nothing of agents.
final class Lab {
    /// Sockets, logs and configurations of the lab's processes; gone after a reboot, as they are.
    private static final Path RUNTIME = Path.of("/run");

    private final LabTopology topology;
    private final Tunl0 tunl0;
    private final CommandRunner runner;
    private final AgentProgram program;
    private final Path folder;
    private String attachment = "";

    /// @param program runs the keeper where the kernel has no tunl0 of its own
    Lab(LabTopology topology, Tunl0 tunl0, CommandRunner runner, AgentProgram program) {
        this.topology = topology;
        this.tunl0 = tunl0;
        this.runner = runner;
        this.program = program;
        this.folder = folder(topology.run());
    }

    static Path folder(String run) {
        return RUNTIME.resolve("wiregauge-" + run);
    }

    LabTopology topology() {
        return topology;
    }

    Path folder() {
        return folder;
    }

    /// Builds all of it; on a failure the journal knows what to remove.
    void build(Journal journal, Consumer<String> progress) {
        LabMachine machine = new LabMachine(runner);
        if (!topology.services().isEmpty()) {
            machine.require(topology.options().proxy());
        }
        topology.pools().forEach(pool -> machine.require(pool.routedAs()));
        LabPlan plan = LabPlan.of(topology, tunl0);
        String token = "keeper-of-" + topology.run();
        boolean keeperNeeded = keeperNeeded();
        List<Creation> claims = new ArrayList<>(List.of(new Creation.Folder(folder.toString())));
        claims.addAll(plan.creations());
        if (keeperNeeded) {
            claims.add(new Creation.ResidentProcess(token));
        }
        String dnsToken = "dns-of-" + topology.run();
        if (topology.options().dns()) {
            claims.addAll(LabNames.creations(topology));
            claims.add(new Creation.ResidentProcess(dnsToken));
        }
        journal.claim(claims);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EnvironmentException("cannot make " + folder, e);
        }
        plan.stages().forEach(stage -> carryOut(stage, progress));
        if (keeperNeeded) {
            progress.accept("loading the tunl0 look-alike");
            attachment =
                    ResidentProgram.keeper(program, topology, token, folder.resolve("keeper.log"))
                            .awaitReady();
        }
        if (usesBird()) {
            Bird bird = new Bird(topology, folder);
            bird.stages().forEach(stage -> carryOut(stage, progress));
            progress.accept("waiting for BIRD's routes");
            bird.awaitRoutes(runner);
        }
        if (topology.options().dns()) {
            carryOut(new Stage("starting DNS", LabNames.steps(topology)), progress);
            startDns(dnsToken);
        }
        for (String fault : topology.options().faults()) {
            progress.accept("putting in fault " + fault);
            addFault(fault);
        }
    }

    /// Breaks the lab; what was done of it is taken back if a step fails.
    void addFault(String id) {
        List<Step> steps = LabFaults.find(id).injection().steps(topology);
        List<Step> done = new ArrayList<>();
        try {
            for (Step step : steps) {
                runner.run(step.command());
                done.addFirst(step);
            }
        } catch (EnvironmentException e) {
            done.forEach(step -> step.undo().ifPresent(runner::run));
            throw e;
        }
    }

    /// Mends what [#addFault] broke.
    void clearFault(String id) {
        LabFaults.find(id)
                .injection()
                .steps(topology)
                .reversed()
                .forEach(step -> step.undo().ifPresent(runner::run));
        forgetPaths();
    }

    /// What kernels learnt while it was broken would outlast the fault: path MTUs for ten minutes,
    /// TCP's figures for an hour.
    private void forgetPaths() {
        List<String> lines = List.of("route flush cache", "tcp_metrics flush");
        Stream.concat(
                        topology.nodes().stream().map(LabTopology.Node::namespace),
                        topology.pods().stream().map(LabTopology.Pod::namespace))
                .forEach(namespace -> runner.run(Command.ip(namespace, lines)));
    }

    private void startDns(String token) {
        LabTopology.Pod pod = topology.pod(LabTopology.DNS_POD);
        Path zone = folder.resolve("dns.zone");
        try {
            Files.write(zone, topology.zone());
        } catch (IOException e) {
            throw new EnvironmentException("cannot write " + zone, e);
        }
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", pod.namespace()));
        command.addAll(
                program.dns(
                        List.of(
                                "--token",
                                token,
                                "--address",
                                pod.address(),
                                "--zone",
                                zone.toString())));
        ResidentProgram.start("DNS server", command, folder.resolve("dns.log")).awaitReady();
    }

    private boolean keeperNeeded() {
        return tunl0 == Tunl0.LOOKALIKE && topology.routes(Encapsulation.IPIP);
    }

    private boolean usesBird() {
        return topology.pools().stream().anyMatch(pool -> TunnelLines.isBirds(topology, pool));
    }

    /// Every command of the stage side by side; the first that failed is thrown when all are over.
    private void carryOut(Stage stage, Consumer<String> progress) {
        progress.accept(stage.title());
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> running =
                    stage.steps().stream()
                            .map(step -> side.submit(() -> runner.run(step.command())))
                            .toList();
            for (Future<String> each : running) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted while " + stage.title(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EnvironmentException cause) {
                throw cause;
            }
            throw new IllegalStateException("while " + stage.title(), e.getCause());
        }
    }

    /// Who makes each mode's tunnel, in words.
    Map<Mode, String> tunnels() {
        Map<Mode, String> tunnels = new EnumMap<>(Mode.class);
        topology.pools().forEach(pool -> tunnels.put(pool.mode(), tunnel(pool.mode())));
        return tunnels;
    }

    private String tunnel(Mode mode) {
        return switch (mode.expected(false).orElseThrow()) {
            case NONE ->
                    usesBird()
                            ? "plain routes, exchanged by BIRD 2"
                            : "plain routes, laid statically";
            case VXLAN ->
                    "kernel vxlan (" + topology.options().families().of(mode).vxlanDevice() + ")";
            case IPIP ->
                    switch (tunl0) {
                        case KERNEL_FALLBACK, KERNEL_ADDED -> "kernel ipip (tunl0)";
                        case LOOKALIKE -> "tunl0 look-alike (eBPF by " + attachment + ")";
                    };
            case GENEVE -> "kernel geneve (a device for each node)";
            case WIREGUARD -> "kernel wireguard (" + WireguardLines.DEVICE + ")";
            case GRE -> throw new IllegalStateException("the lab has no mode " + mode.id());
        };
    }
}
