package dev.wiregauge.harness.mesh;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.KeepAlive;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.PairSchedule;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.FileTrouble;
import dev.wiregauge.result.MeshRow;
import dev.wiregauge.result.MeshRun;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.RunFolderException;
import dev.wiregauge.scenario.Mode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A mesh from start to end: a pod of each mode on every node, then round after round of disjoint
/// pairs. Rows are written as they come, so that nothing grows with the number of pairs. The
/// testbed is the caller's to close.
public final class MeshFlow {
    private static final int COOKIE_BYTES = 16;
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long SAY_EVERY_NS = Duration.ofSeconds(2).toNanos();

    private final Testbed testbed;
    private final List<Mode> modes;
    private final long pairBudget;
    private final long seed;
    private final Consumer<String> progress;
    private final Clock clock;
    private final SecureRandom random;

    /// @param pairBudget most ordered pairs to measure in each mode
    /// @param seed of the schedule
    public MeshFlow(
            Testbed testbed,
            List<Mode> modes,
            long pairBudget,
            long seed,
            Consumer<String> progress,
            Clock clock,
            SecureRandom random) {
        this.testbed = testbed;
        this.modes = modes.stream().filter(mode -> mode != Mode.HOST).toList();
        this.pairBudget = pairBudget;
        this.seed = seed;
        this.progress = progress;
        this.clock = clock;
        this.random = random;
    }

    /// One pod of each mode on every node.
    public static TestbedPlan plan(List<Mode> modes, int nodes) {
        List<PodRequest> pods = new ArrayList<>();
        for (Mode mode : modes) {
            for (int node = 0; node < nodes; node++) {
                pods.add(new PodRequest(pod(mode, node), mode, node));
            }
        }
        return new TestbedPlan(pods, List.of(), true);
    }

    static String pod(Mode mode, int node) {
        return mode.id() + "-" + (node + 1);
    }

    /// Writes `mesh.csv` and `mesh.json` into the folder.
    public MeshRun run(String id, String version, RunFolder folder) {
        Instant startedAt = clock.instant();
        testbed.place(plan(modes, testbed.nodes().size()), progress);
        List<TestbedNode> nodes = testbed.nodes();
        PairSchedule schedule = PairSchedule.of(nodes.size(), pairBudget, seed);
        PairProbe probe = new PairProbe(testbed, nodes, serve());
        measure(schedule, probe, folder);
        MeshRun run =
                new MeshRun(
                        MeshRun.SCHEMA_VERSION,
                        id,
                        version,
                        testbed.kind(),
                        startedAt,
                        clock.instant(),
                        nodes.stream().map(TestbedNode::name).toList(),
                        modes.stream().map(Mode::id).toList(),
                        schedule.possible(),
                        schedule.pairs(),
                        schedule.rounds(),
                        testbed.watchesWire(),
                        notes(schedule));
        folder.writeDerived(MeshRun.FILE, RecordJson.writePretty(run, MeshRun.class));
        return run;
    }

    private List<String> notes(PairSchedule schedule) {
        List<String> notes = new ArrayList<>();
        if (schedule.pairs() < schedule.possible()) {
            notes.add(
                    "A sample: %,d of %,d ordered pairs (--pairs %,d), each node equally often, seed %d."
                            .formatted(schedule.pairs(), schedule.possible(), pairBudget, seed));
        }
        if (!testbed.watchesWire()) {
            notes.add("No agents on the nodes: how packets are wrapped was not seen.");
        }
        return notes;
    }

    private String serve() {
        byte[] bytes = new byte[COOKIE_BYTES];
        random.nextBytes(bytes);
        String cookie = HexFormat.of().formatHex(bytes);
        sideBySide(
                podAgents()
                        .<Runnable>map(agent ->
                                () -> {
                                    AgentEvent.Serving _ =
                                            agent.ask(
                                                    new AgentCommand.ServeProbes(
                                                            cookie,
                                                            agent.address(),
                                                            Testbed.DATA_PORT),
                                                    AgentEvent.Serving.class,
                                                    DEADLINE);
                                })
                        .toList());
        return cookie;
    }

    private Stream<AgentHandle> podAgents() {
        return plan(modes, testbed.nodes().size()).pods().stream()
                .map(pod -> testbed.podAgent(pod.name()));
    }

    private void measure(PairSchedule schedule, PairProbe probe, RunFolder folder) {
        KeepAlive keepAlive = new KeepAlive(everyone(), System::nanoTime);
        Path file = folder.evidence().resolveSibling(MeshRow.FILE);
        long done = 0;
        long saidNs = System.nanoTime();
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(MeshRow.HEADER + "\n");
            for (Mode mode : modes) {
                for (int round = 0; round < schedule.rounds(); round++) {
                    keepAlive.ifDue();
                    done += write(round(mode, round, schedule, probe), out);
                    if (System.nanoTime() - saidNs > SAY_EVERY_NS) {
                        saidNs = System.nanoTime();
                        progress.accept(
                                "measured %,d of %,d pairs"
                                        .formatted(done, schedule.pairs() * modes.size()));
                    }
                }
            }
        } catch (IOException e) {
            throw new RunFolderException("cannot write " + file + ": " + FileTrouble.reason(e), e);
        }
    }

    private static long write(List<MeshRow> rows, BufferedWriter out) throws IOException {
        for (MeshRow row : rows) {
            out.write(row.csv());
            out.write('\n');
        }
        out.flush();
        return rows.size();
    }

    private List<AgentHandle> everyone() {
        return Stream.concat(podAgents(), testbed.nodeAgents().stream()).toList();
    }

    private static List<MeshRow> round(
            Mode mode, int number, PairSchedule schedule, PairProbe probe) {
        List<PairSchedule.Pair> pairs = schedule.round(number);
        MeshRow[] rows = new MeshRow[pairs.size()];
        List<Runnable> tasks = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            int place = i;
            PairSchedule.Pair pair = pairs.get(i);
            tasks.add(() -> rows[place] = probe.measure(mode, number, pair));
        }
        sideBySide(tasks);
        return List.of(rows);
    }

    private static void sideBySide(List<Runnable> tasks) {
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            tasks.forEach(task -> all.add(side.submit(task)));
            for (Future<?> each : all) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentLostException("interrupted while the mesh was measured");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
