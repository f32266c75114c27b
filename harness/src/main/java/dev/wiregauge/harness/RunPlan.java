package dev.wiregauge.harness;

import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Which trial runs when: blocks, each of which holds every cell once, in an order drawn from the
/// seed.
///
/// Trials of one block are neighbours in time, so that drift of the machine hits all modes alike
/// and a ratio within a block is free of it.
///
/// @param blocks the unlimited blocks first, then those over limited uplinks
public record RunPlan(List<Block> blocks) {
    public RunPlan {
        blocks = List.copyOf(blocks);
    }

    /// @param number counts from 1 over the whole run
    /// @param wireLimitBitsPerSecond the rate of the uplinks while this block runs
    public record Block(
            int number, List<Cell> cells, Timing timing, Optional<Long> wireLimitBitsPerSecond) {
        public Block {
            cells = List.copyOf(cells);
        }
    }

    public static RunPlan of(
            Scenario scenario, Scenario.Preset preset, long seed, boolean canLimit) {
        Random random = new Random(seed);
        List<Block> blocks = new ArrayList<>();
        List<Cell> cells = cells(scenario);
        for (int i = 0; i < preset.repeats(); i++) {
            blocks.add(block(blocks.size() + 1, cells, preset.timing(), Optional.empty(), random));
        }
        if (canLimit) {
            scenario.wireLimit().ifPresent(limit -> addLimited(blocks, scenario, limit, random));
        }
        return new RunPlan(blocks);
    }

    private static void addLimited(
            List<Block> blocks, Scenario scenario, Scenario.WireLimit limit, Random random) {
        Optional<Long> rate = Optional.of(limit.bitsPerSecond());
        Workload stream =
                scenario.workloads().stream()
                        .filter(Workload.TcpStream.class::isInstance)
                        .findFirst()
                        .orElse(new Workload.TcpStream(1, 128 << 10));
        List<Cell> cells =
                scenario.modes().stream()
                        .map(mode -> new Cell(mode, Path.POD_POD_CROSS_NODE, stream, rate))
                        .toList();
        for (int i = 0; i < limit.repeats(); i++) {
            blocks.add(block(blocks.size() + 1, cells, limit.timing(), rate, random));
        }
    }

    private static Block block(
            int number, List<Cell> cells, Timing timing, Optional<Long> rate, Random random) {
        List<Cell> order = new ArrayList<>(cells);
        Collections.shuffle(order, random);
        return new Block(number, order, timing, rate);
    }

    private static List<Cell> cells(Scenario scenario) {
        if (scenario.variants().isPresent()) {
            return new VariantCells(scenario, scenario.variants().get()).cells();
        }
        List<Cell> cells = new ArrayList<>();
        for (Workload workload : scenario.workloads()) {
            for (Path path : scenario.paths()) {
                for (Mode mode : scenario.modes()) {
                    cells.add(new Cell(mode, path, workload, Optional.empty()));
                }
            }
            if (scenario.baseline()) {
                cells.add(new Cell(Mode.HOST, Path.NODE_NODE, workload, Optional.empty()));
            }
        }
        return cells;
    }

    /// The same blocks with the cells of each mode together, modes in the order in which they were
    /// drawn: for a testbed where a change of mode takes long and hits others.
    public RunPlan modeByMode() {
        return new RunPlan(blocks.stream().map(RunPlan::modeByMode).toList());
    }

    private static Block modeByMode(Block block) {
        Map<Mode, List<Cell>> byMode = new LinkedHashMap<>();
        block.cells()
                .forEach(cell ->
                        byMode.computeIfAbsent(cell.mode(), any -> new ArrayList<>()).add(cell));
        return new Block(
                block.number(),
                byMode.values().stream().flatMap(List::stream).toList(),
                block.timing(),
                block.wireLimitBitsPerSecond());
    }

    /// Every cell once, for the discarded trials that let the loops be compiled.
    public List<Cell> distinctCells() {
        return blocks.stream().flatMap(block -> block.cells().stream()).distinct().toList();
    }

    public int trials() {
        return blocks.stream().mapToInt(block -> block.cells().size()).sum();
    }

    /// Time of traffic in all blocks, in nanoseconds; what connecting and collecting add is not in
    /// it.
    public long trafficNs() {
        return blocks.stream()
                .mapToLong(block -> block.cells().size() * trafficNs(block.timing()))
                .sum();
    }

    static long trafficNs(Timing timing) {
        return timing.warmup().plus(timing.duration()).toNanos();
    }
}
