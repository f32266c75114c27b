package dev.wiregauge.report;

import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Environment;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A run folder with numbers like those of LAB.md section 7, drawn from a seed.
///
/// Nothing here was measured: it is what tests of the reports read, with a truth that they know.
public final class SampleRun {
    public static final Instant STARTED = Instant.parse("2026-11-23T05:00:00Z");
    private static final String NOT_THE_MODE =
            "mode vxlan is not proved from node-1 to node-2: expected VXLAN with 50 bytes, the wire"
                    + " shows none with 0 bytes";

    private final Random random;
    private final Scenario scenario;
    private final String preset;
    private final Map<Mode, Double> goodputRatio = new EnumMap<>(Mode.class);
    private final Map<Mode, Double> controlRatio = new EnumMap<>(Mode.class);
    private final Map<Cell, String> shared = new HashMap<>();
    private final Map<Cell, Histogram> drawn = new HashMap<>();
    private final List<Trial> trials = new ArrayList<>();
    private final long seed;
    private boolean vxlanIsPlain;
    private final Set<Mode> behindSnat = EnumSet.noneOf(Mode.class);
    private boolean streamsOnly;
    private Optional<Integer> repeats = Optional.empty();
    private double noise = .03;
    private long clockMs;
    private UnaryOperator<Environment> environment = UnaryOperator.identity();

    public SampleRun(long seed, String preset) {
        this.seed = seed;
        this.random = new Random(seed);
        this.scenario = ScenarioReader.find("compare-modes");
        this.preset = preset;
        goodputRatio.put(Mode.BGP, 1.0);
        goodputRatio.put(Mode.IPIP, .97);
        goodputRatio.put(Mode.VXLAN, .88);
        goodputRatio.put(Mode.HOST, 1.3);
    }

    /// The true goodput of a mode over that of bgp.
    public SampleRun goodput(Mode mode, double ratioToBgp) {
        goodputRatio.put(mode, ratioToBgp);
        return this;
    }

    /// Standard deviation of the logarithm of one trial's goodput; 0.03 unless told. Goodput
    /// between pods on one node, which no mode touches.
    public SampleRun control(Mode mode, double ratioToBgp) {
        controlRatio.put(mode, ratioToBgp);
        return this;
    }

    public SampleRun noise(double newNoise) {
        noise = newNoise;
        return this;
    }

    public SampleRun environment(UnaryOperator<Environment> change) {
        environment = change;
        return this;
    }

    /// Leaves the round trips out, which take most of the time to make.
    public SampleRun streamsOnly() {
        streamsOnly = true;
        return this;
    }

    /// More or fewer blocks than the preset has. Round trips then share one histogram per cell,
    /// because writing thousands takes longer than reading them.
    public SampleRun repeats(int blocks) {
        repeats = Optional.of(blocks);
        return this;
    }

    /// The vxlan pool is routed plain: its trials are Inconclusive.
    public SampleRun vxlanRoutedPlain() {
        vxlanIsPlain = true;
        return this;
    }

    /// Servers behind a Service see the node of this mode's clients.
    public SampleRun snat(Mode mode) {
        behindSnat.add(mode);
        return this;
    }

    public RunFolder write(java.nio.file.Path root) {
        RunFolder folder = RunFolder.create(root);
        Scenario.Preset settings = Objects.requireNonNull(scenario.presets().get(preset));
        int blocks = repeats.orElse(settings.repeats());
        for (int block = 1; block <= blocks; block++) {
            block(folder, block, cells(), settings.timing());
        }
        Scenario.WireLimit limit = scenario.wireLimit().orElseThrow();
        for (int block = blocks + 1; block <= blocks + limit.repeats(); block++) {
            block(folder, block, limitedCells(limit.bitsPerSecond()), limit.timing());
        }
        trials.forEach(folder::appendTrial);
        folder.writeRun(run(root));
        return folder;
    }

    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Workload workload :
                streamsOnly ? scenario.workloads().subList(0, 1) : scenario.workloads()) {
            for (Path path : scenario.paths()) {
                for (Mode mode : scenario.modes()) {
                    cells.add(new Cell(mode, path, workload, Optional.empty()));
                }
            }
            cells.add(new Cell(Mode.HOST, Path.NODE_NODE, workload, Optional.empty()));
        }
        return cells;
    }

    private List<Cell> limitedCells(long limit) {
        return scenario.modes().stream()
                .map(mode ->
                        new Cell(
                                mode,
                                Path.POD_POD_CROSS_NODE,
                                scenario.workloads().getFirst(),
                                Optional.of(limit)))
                .toList();
    }

    private void block(RunFolder folder, int block, List<Cell> cells, Timing timing) {
        List<Cell> order = new ArrayList<>(cells);
        Collections.shuffle(order, random);
        double drift = Math.exp(.05 * Math.sin(block));
        order.forEach(cell -> trial(folder, block, cell, timing, drift));
    }

    private void trial(RunFolder folder, int block, Cell cell, Timing timing, double drift) {
        int number = trials.size() + 1;
        boolean refused = vxlanIsPlain && cell.mode() == Mode.VXLAN;
        Optional<Histogram> roundTrips =
                cell.workload() instanceof Workload.TcpRr
                        ? Optional.of(
                                repeats.isEmpty()
                                        ? roundTrips(cell, timing, drift)
                                        : drawn.computeIfAbsent(
                                                cell, c -> roundTrips(cell, timing, 1)))
                        : Optional.empty();
        trials.add(
                new Trial(
                        number,
                        block,
                        1,
                        cell,
                        STARTED.plusMillis(clockMs),
                        refused ? new Verdict.Inconclusive(NOT_THE_MODE) : new Verdict.Pass(),
                        Optional.of(
                                roundTrips
                                        .map(h -> roundTrip(cell, timing, h))
                                        .orElseGet(() -> stream(cell, timing, drift))),
                        roundTrips.map(h -> histogramFile(folder, cell, number, h))));
        clockMs += timing.warmup().plus(timing.duration()).toMillis() + 20;
    }

    private String histogramFile(RunFolder folder, Cell cell, int number, Histogram histogram) {
        return repeats.isEmpty()
                ? folder.writeHistogram(number, histogram)
                : shared.computeIfAbsent(cell, c -> folder.writeHistogram(number, histogram));
    }

    private double trueGoodput(Cell cell) {
        if (cell.wireLimitBitsPerSecond().isPresent()) {
            return cell.wireLimitBitsPerSecond().get() * (double) mss(cell.mode()) / 1514;
        }
        double base = cell.path() == Path.POD_POD_SAME_NODE ? 24e9 : 14e9;
        double service = cell.path() == Path.POD_SERVICE ? .985 : 1;
        return base * service * effect(cell);
    }

    private double effect(Cell cell) {
        return (cell.path() == Path.POD_POD_SAME_NODE ? controlRatio : goodputRatio)
                .getOrDefault(cell.mode(), 1.0);
    }

    private Measurement stream(Cell cell, Timing timing, double drift) {
        boolean limited = cell.wireLimitBitsPerSecond().isPresent();
        double spread = limited ? .0005 : noise;
        double goodput =
                trueGoodput(cell)
                        * (limited ? 1 : drift)
                        * Math.exp(spread * random.nextGaussian());
        long intervalNs = timing.interval().toNanos();
        long points = timing.duration().toNanos() / intervalNs;
        List<Measurement.Interval> intervals = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < points; i++) {
            double wobble = Math.exp(spread * random.nextGaussian());
            long bytes = Math.round(goodput * wobble / 8e9 * intervalNs);
            long retransmits = limited ? random.nextInt(3) : random.nextInt(20) == 0 ? 4 : 0;
            intervals.add(
                    new Measurement.Interval(
                            i * intervalNs, (i + 1) * intervalNs, bytes, 0, retransmits));
            total += bytes;
        }
        long busyNs = Math.round(points * intervalNs * 2 * (limited ? .05 : .93));
        return measurement(cell, points * intervalNs, total, 0, intervals, busyNs);
    }

    private Histogram roundTrips(Cell cell, Timing timing, double drift) {
        Histogram histogram = new Histogram(3);
        double median =
                65_000 / Math.sqrt(effect(cell)) * drift * Math.exp(.02 * random.nextGaussian());
        if (cell.path() == Path.POD_SERVICE) {
            median *= 1.02;
        }
        long left = timing.duration().toNanos();
        while (left > 0) {
            double tail = random.nextInt(400) == 0 ? 2 + random.nextDouble() * 4 : 1;
            long ns = Math.round(median * tail * Math.exp(.18 * Math.abs(random.nextGaussian())));
            histogram.recordValue(ns);
            left -= ns;
        }
        return histogram;
    }

    private Measurement roundTrip(Cell cell, Timing timing, Histogram histogram) {
        long window = timing.duration().toNanos();
        long count = histogram.getTotalCount();
        long points = timing.duration().toNanos() / timing.interval().toNanos();
        List<Measurement.Interval> intervals = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            intervals.add(
                    new Measurement.Interval(
                            i * timing.interval().toNanos(),
                            (i + 1) * timing.interval().toNanos(),
                            64 * count / points,
                            count / points,
                            0));
        }
        return measurement(cell, window, 64 * count, count, intervals, window * 3 / 4);
    }

    private Measurement measurement(
            Cell cell,
            long windowNs,
            long bytes,
            long transactions,
            List<Measurement.Interval> intervals,
            long busyNs) {
        String agent = cell.mode().id() + "-" + cell.path().id();
        return new Measurement(
                windowNs,
                bytes,
                transactions,
                intervals,
                address(cell.mode(), 1),
                behindSnat.contains(cell.mode()) && cell.path() == Path.POD_SERVICE
                        ? "198.18.255.1"
                        : address(cell.mode(), 1),
                List.of(agent + "-server"),
                Optional.of(
                        new Measurement.TcpFacts(
                                scenario.congestionControl(),
                                mss(cell.mode()),
                                mtu(cell.mode()),
                                120,
                                68,
                                intervals.stream().mapToLong(i -> i.retransmits()).sum())),
                new Measurement.Side(
                        agent + "-client", "node-1", Optional.of(0), windowNs * 8 / 10),
                new Measurement.Side(
                        agent + "-server", "node-2", Optional.of(1), windowNs * 9 / 10),
                new Measurement.MachineCpu(
                        busyNs / 10,
                        busyNs * 6 / 10,
                        busyNs * 3 / 10,
                        0,
                        Math.max(0, 2 * windowNs - busyNs),
                        2,
                        4_000_000));
    }

    private static int mtu(Mode mode) {
        return 1500 - (int) mode.expected(false).map(e -> e.overheadIpv4Bytes()).orElse(0);
    }

    private static int mss(Mode mode) {
        return mtu(mode) - 52;
    }

    private static String address(Mode mode, int node) {
        return mode == Mode.HOST
                ? "198.18.0." + node
                : "198.19."
                        + (mode == Mode.BGP ? 0 : mode == Mode.IPIP ? 32 : 64)
                        + "."
                        + (node * 64 + 1);
    }

    private Run run(java.nio.file.Path root) {
        List<WireProof> proofs = new ArrayList<>();
        for (Mode mode : List.of(Mode.HOST, Mode.BGP, Mode.IPIP, Mode.VXLAN)) {
            for (int from = 1; from <= 2; from++) {
                proofs.add(new SampleProof(mode, from, vxlanIsPlain && mode == Mode.VXLAN).proof());
            }
        }
        Environment sample =
                new Environment(
                        "6.18.5",
                        "x86_64",
                        "Sample CPU @ 2.6 GHz",
                        2,
                        24L << 30,
                        "25.0.1+8-LTS",
                        "Debian GNU/Linux 12 (bookworm)",
                        List.of(
                                new Environment.NodeFacts(
                                        "node-1", "198.18.0.1", "eth0", 1500, "6.18.5"),
                                new Environment.NodeFacts(
                                        "node-2", "198.18.0.2", "eth0", 1500, "6.18.5")),
                        Map.of(
                                "net.ipv4.tcp_congestion_control", "bbr",
                                "net.core.default_qdisc", "pfifo_fast",
                                "net.ipv4.tcp_rmem", "4096 131072 33554432"));
        return new Run(
                Run.SCHEMA_VERSION,
                root.getFileName().toString(),
                "0.1.0-SNAPSHOT",
                "lab",
                List.of("wiregauge", "compare", "--preset", preset, "--seed", String.valueOf(seed)),
                STARTED,
                STARTED.plusMillis(clockMs),
                scenario,
                preset,
                seed,
                trials.size(),
                environment.apply(sample),
                Map.of(
                        Mode.HOST, "none",
                        Mode.BGP, "none",
                        Mode.IPIP, "tunl0 look-alike (eBPF by TCX)",
                        Mode.VXLAN, "kernel vxlan"),
                proofs,
                List.of(),
                vxlanIsPlain ? new Verdict.Inconclusive(NOT_THE_MODE) : new Verdict.Pass());
    }
}
