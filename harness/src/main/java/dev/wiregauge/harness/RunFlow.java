package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.result.Environment;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A run from start to end: plan, place, verify, warm up, measure, judge. The testbed is the
/// caller's to close.
public final class RunFlow {
    private static final int COOKIE_BYTES = 16;
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /// 50 ticks of each CPU.
    private static final Duration IDLE_SPAN = Duration.ofMillis(500);

    private final RunSettings settings;
    private final Testbed testbed;
    private final RunListener listener;
    private final Path lockFile;
    private final Clock clock;
    private final SecureRandom random;

    /// @param lockFile machine-wide, for the turns that measuring takes
    public RunFlow(
            RunSettings settings,
            Testbed testbed,
            RunListener listener,
            Path lockFile,
            Clock clock,
            SecureRandom random) {
        this.settings = settings;
        this.testbed = testbed;
        this.listener = listener;
        this.lockFile = lockFile;
        this.clock = clock;
        this.random = random;
    }

    /// @param folder new, with nothing of a run in it
    /// @return the finished run, as written into its folder
    public Run run(RunFolder folder) {
        try (Standstill standstill = Standstill.watch()) {
            return run(folder, standstill);
        }
    }

    private Run run(RunFolder folder, Standstill standstill) {
        Instant startedAt = clock.instant();
        Scenario scenario = settings.scenario();
        Testbed.Pinning pinning = testbed.pinning(scenario.placement());
        TestbedPlan placed = Cast.plan(scenario, testbed.nodes());
        testbed.place(placed, listener::step);
        boolean canLimit = testbed.uplinkLimit().isPresent();
        RunPlan drawn = RunPlan.of(scenario, settings.chosen(), settings.seed(), canLimit);
        RunPlan plan = testbed.oneModeAtATime() ? drawn.modeByMode() : drawn;
        Cast cast = new Cast(testbed, placed);
        String cookie = openDataPorts(cast, pinning.server());
        Environment environment = readEnvironment(cast);
        List<WireProof> proofs = verify(new WireVerification(testbed, cast, cookie, folder));

        KeepAlive keepAlive = new KeepAlive(cast.all(), System::nanoTime);
        accountForPackets(cast, pinning, cookie, folder, keepAlive);

        List<String> notes = new ArrayList<>();
        Measuring.Measured measured =
                measure(plan, cast, pinning, cookie, folder, proofs, keepAlive, notes);
        notes.addAll(measured.notes());

        notes.addAll(limits());
        standstill.words().ifPresent(notes::add);
        Run run =
                new Run(
                        Run.SCHEMA_VERSION,
                        settings.id(),
                        settings.wiregaugeVersion(),
                        testbed.kind(),
                        settings.commandLine(),
                        startedAt,
                        clock.instant(),
                        scenario,
                        settings.preset(),
                        settings.seed(),
                        measured.planned(),
                        environment,
                        testbed.tunnels(),
                        proofs,
                        notes,
                        Judgement.judge(
                                proofs, measured.trials(), scenario.contenders().getFirst()));
        folder.writeRun(run);
        return run;
    }

    /// What the instrument adds to every latency of this run.
    ///
    /// @return what a reader must know where it could not be taken
    private List<String> takeFloor(
            Cast cast, String cookie, Testbed.Pinning pinning, RunFolder folder) {
        InstrumentFloor.Taken taken =
                new InstrumentFloor(
                                cast.onePerNode().getFirst(),
                                cookie,
                                pinning,
                                settings.scenario().congestionControl())
                        .take(settings.scenario());
        folder.writeFloors(taken.floors());
        return taken.problems();
    }

    /// What the user's own restrictions kept from being measured.
    private List<String> limits() {
        List<String> notes = new ArrayList<>();
        if (!testbed.watchesWire()) {
            notes.add(
                    "No agents ran on the nodes (--no-node-agents): encapsulation, overhead and ports were not seen, "
                            + "and paths of the nodes' own and their baseline were not measured.");
        }
        if (!testbed.injectedFaults().isEmpty()) {
            notes.add(
                    "The %s was broken on purpose (--fault): %s."
                            .formatted(
                                    testbed.kind(), String.join(", ", testbed.injectedFaults())));
        }
        settings.budget()
                .maxBitsPerSecond()
                .ifPresent(rate ->
                        notes.add(
                                "Every trial offered at most %,d bit/s (--max-rate): TCP paced by the sender's kernel, datagrams by their rate."
                                        .formatted(rate)));
        return notes;
    }

    private String openDataPorts(Cast cast, Optional<Integer> serverCpu) {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String cookie = HexFormat.of().formatHex(bytes);
        for (AgentHandle agent : cast.all()) {
            agent.ask(
                    new AgentCommand.Serve(cookie, Testbed.DATA_PORT, serverCpu),
                    AgentEvent.Serving.class,
                    DEADLINE);
        }
        return cookie;
    }

    /// The machine as the first node's agent sees it, with every node of the testbed.
    private Environment readEnvironment(Cast cast) {
        // a pod sees the machine as its node does, but not the node's uplink
        boolean onNodes = testbed.watchesWire();
        List<Environment> facts =
                (onNodes ? cast.crossedNodes() : cast.all().subList(0, 1))
                        .stream()
                                .map(node ->
                                        node.ask(
                                                        new AgentCommand.ReadFacts(),
                                                        AgentEvent.Facts.class,
                                                        DEADLINE)
                                                .environment())
                                .toList();
        Environment first = facts.getFirst();
        return new Environment(
                first.kernel(),
                first.architecture(),
                first.cpuModel(),
                first.cpus(),
                first.memoryBytes(),
                first.javaVersion(),
                first.operatingSystem(),
                onNodes
                        ? facts.stream().flatMap(each -> each.nodes().stream()).toList()
                        : List.of(),
                first.settings());
    }

    /// Where their time goes, and what bulk costs on the wire.
    private void accountForPackets(
            Cast cast,
            Testbed.Pinning pinning,
            String cookie,
            RunFolder folder,
            KeepAlive keepAlive) {
        listener.step("timing the hops of round trips");
        HopTiming timing = new HopTiming(testbed, cast, pinning, cookie, folder);
        List<HopTimes> hops = new ArrayList<>();
        modesAndBaseline()
                .forEach(mode -> {
                    keepAlive.ifDue();
                    testbed.enter(mode);
                    hops.add(timing.time(mode));
                });
        folder.writeHopTimes(hops);
        BulkCounting counting = new BulkCounting(testbed, cast, cookie, keepAlive);
        folder.writeBulkOverheads(counting.count(modesAndBaseline().toList()));
    }

    private Stream<Mode> modesAndBaseline() {
        Scenario scenario = settings.scenario();
        Stream<Mode> baseline = scenario.baseline() ? Stream.of(Mode.HOST) : Stream.empty();
        return Stream.concat(scenario.modes().stream(), baseline).distinct();
    }

    private List<WireProof> verify(WireVerification verification) {
        listener.step("proving each mode on the wire");
        List<WireProof> proofs = new ArrayList<>();
        modesAndBaseline()
                .forEach(mode -> {
                    testbed.enter(mode);
                    for (WireProof proof : verification.verify(mode)) {
                        proofs.add(proof);
                        listener.proved(proof);
                    }
                });
        return proofs;
    }

    private Measuring.Measured measure(
            RunPlan plan,
            Cast cast,
            Testbed.Pinning pinning,
            String cookie,
            RunFolder folder,
            List<WireProof> proofs,
            KeepAlive keepAlive,
            List<String> notes) {
        Scenario scenario = settings.scenario();
        TrialRunner runner =
                new TrialRunner(
                        cast,
                        cookie,
                        scenario,
                        settings.budget().maxBitsPerSecond(),
                        pinning,
                        Judgement.withoutNumbers(proofs),
                        IdleBaseline.watch(cast.onePerNode(), IDLE_SPAN),
                        folder,
                        clock);
        Measuring measuring =
                new Measuring(
                        plan,
                        settings.auto(),
                        settings.budget().maxBytes(),
                        runner,
                        new TrialConditions(scenario, testbed),
                        keepAlive,
                        listener,
                        System::nanoTime);
        Consumer<String> waiting =
                who -> listener.note(who + " is measuring on this machine: waiting for its end");
        try (MeasuringTurn turn = MeasuringTurn.take(lockFile, waiting, keepAlive::ifDue)) {
            if (turn.waited()) {
                notes.add("Waited for another run to end its measuring; the two took turns.");
            }
            listener.step("warming up (discarded trials)");
            measuring.warmUp(cast, scenario, settings.chosen().timing());
            keepAlive.ifDue();
            notes.addAll(takeFloor(cast, cookie, pinning, folder));
            listener.step("measuring");
            return measuring.run();
        }
    }
}
