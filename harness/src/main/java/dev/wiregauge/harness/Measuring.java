package dev.wiregauge.harness;

import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.report.stats.StoppingRule;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The measure phase: discarded trials, then block after block. A block with an Inconclusive trial
/// is run again as a whole, because pairs exist only within one run of a block.
final class Measuring {
    private final RunPlan plan;
    private final TrialRunner runner;
    private final TrialConditions conditions;
    private final KeepAlive keepAlive;
    private final RunListener listener;
    private final LongSupplier nanoTime;
    private final List<Trial> trials = new ArrayList<>();
    private final Optional<AutoRepeats> auto;
    private final Optional<Long> maxBytes;
    private long bytes;
    private int extraBlocksLeft;
    private int planned;
    private final List<String> notes = new ArrayList<>();
    private int done;
    private int expected;
    private long startedNs;

    /// @param maxBytes of payload that may be moved, warm-up included
    Measuring(
            RunPlan plan,
            Optional<AutoRepeats> auto,
            Optional<Long> maxBytes,
            TrialRunner runner,
            TrialConditions conditions,
            KeepAlive keepAlive,
            RunListener listener,
            LongSupplier nanoTime) {
        this.plan = plan;
        this.auto = auto;
        this.maxBytes = maxBytes;
        this.runner = runner;
        this.conditions = conditions;
        this.keepAlive = keepAlive;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.extraBlocksLeft = (plan.blocks().size() + 1) / 2;
        this.planned = plan.trials();
        this.expected = planned;
    }

    /// @param planned trials that the run came to consist of, repeated blocks not counted
    /// @param notes what a reader of the run must know of it
    record Measured(List<Trial> trials, int planned, List<String> notes) {}

    /// @throws AgentLostException if the run was interrupted
    Measured run() {
        startedNs = nanoTime.getAsLong();
        try (conditions) {
            runUnlimited();
            limitedBlocks().forEach(this::runUntilWhole);
            if (spent()) {
                notes.add(
                        "Measuring ended early: %,d bytes were moved, and --max-bytes allows %,d."
                                .formatted(bytes, maxBytes.orElseThrow()));
            }
        }
        return new Measured(List.copyOf(trials), planned, List.copyOf(notes));
    }

    private void runUnlimited() {
        List<RunPlan.Block> blocks =
                plan.blocks().stream().filter(block -> !limited(block)).toList();
        int wanted = auto.map(rule -> rule.rule().leastPairs()).orElse(blocks.size());
        int measured = 0;
        while (measured < Math.min(wanted, blocks.size())) {
            expectBlocks(blocks, wanted);
            while (measured < Math.min(wanted, blocks.size())) {
                runUntilWhole(blocks.get(measured));
                measured++;
            }
            wanted = auto.isPresent() ? wantedAfter(auto.get(), measured) : measured;
        }
    }

    private int wantedAfter(AutoRepeats rule, int measured) {
        StoppingRule.Decision decision = rule.decide(trials);
        listener.note("repeats auto: " + decision.reason());
        if (decision.pairsWanted().isPresent() && measured < rule.rule().mostPairs()) {
            // pairs that were lost must not make the rule ask for blocks that are measured already
            return Math.max(decision.pairsWanted().get(), measured + 1);
        }
        notes.add("Repeats auto stopped after " + measured + " blocks: " + decision.reason() + ".");
        return measured;
    }

    private static boolean limited(RunPlan.Block block) {
        return block.wireLimitBitsPerSecond().isPresent();
    }

    private void expectBlocks(List<RunPlan.Block> blocks, int wanted) {
        int unlimited = blocks.stream().limit(wanted).mapToInt(block -> block.cells().size()).sum();
        int limited = limitedBlocks().stream().mapToInt(block -> block.cells().size()).sum();
        expected += unlimited + limited - planned;
        planned = unlimited + limited;
    }

    private List<RunPlan.Block> limitedBlocks() {
        return plan.blocks().stream().filter(Measuring::limited).toList();
    }

    /// One discarded trial of each workload between each pair of agents that can meet.
    void warmUp(Cast cast, Scenario scenario, Timing timing) {
        Timing discarded = new Timing(Duration.ZERO, timing.duration(), timing.duration());
        Stream<Mode> modes =
                scenario.baseline()
                        ? Stream.concat(Stream.of(Mode.HOST), scenario.modes().stream())
                        : scenario.modes().stream();
        for (Mode mode : modes.distinct().toList()) {
            conditions.enter(mode);
            for (Cast.Parts parts : cast.everyPair(mode)) {
                for (Workload workload : scenario.workloads()) {
                    keepAlive.ifDue();
                    if (!spent()) {
                        bytes += runner.discard(parts, workload, discarded);
                    }
                }
            }
        }
    }

    private boolean spent() {
        return maxBytes.filter(most -> bytes >= most).isPresent();
    }

    private void runUntilWhole(RunPlan.Block block) {
        if (spent()) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            boolean whole = runOnce(block, attempt);
            if (whole || extraBlocksLeft == 0 || spent()) {
                return;
            }
            extraBlocksLeft--;
            expected += block.cells().size();
            keepAlive.now(); // an agent whose stream alone was lost is found again by it
            listener.note(
                    "block " + block.number() + " is run again: a trial of it was inconclusive");
        }
    }

    /// @return whether every trial that could count does
    private boolean runOnce(RunPlan.Block block, int attempt) {
        boolean whole = true;
        for (Cell cell : block.cells()) {
            if (spent()) {
                return false;
            }
            keepAlive.ifDue();
            conditions.set(cell);
            Trial trial = runTrial(cell, block, attempt);
            trials.add(trial);
            bytes += trial.measurement().map(Measurement::bytes).orElse(0L);
            done++;
            whole &= trial.verdict().passed() || !runner.proved(cell);
            listener.measured(trial, done, expected, timeLeft());
        }
        return whole;
    }

    private Trial runTrial(Cell cell, RunPlan.Block block, int attempt) {
        return keepAlive.during(
                RunPlan.trafficNs(block.timing()),
                () -> runner.run(cell, block.number(), attempt, block.timing()));
    }

    private Duration timeLeft() {
        long spentNs = nanoTime.getAsLong() - startedNs;
        return Duration.ofNanos(spentNs / done * (expected - done));
    }
}
