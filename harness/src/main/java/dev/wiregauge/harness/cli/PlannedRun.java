package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.RunPlan;
import dev.wiregauge.harness.RunSettings;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;

import java.util.List;

/// What `--dry-run --json` prints: what would be measured in which order, and what would be built.
///
/// @param variants names of what is compared with each other; empty without variants
/// @param repeats blocks; with `--repeats auto` the most there may be
/// @param durationMs what counts of one trial
/// @param trafficSeconds of all trials together, warm-up included
/// @param built commands of a lab; lines of YAML for a cluster
record PlannedRun(
        int schemaVersion,
        String scenario,
        String preset,
        List<String> modes,
        List<String> variants,
        int repeats,
        long durationMs,
        String congestionControl,
        long seed,
        int trials,
        long trafficSeconds,
        List<PlannedBlock> blocks,
        List<String> built) {
    private static final int SCHEMA_VERSION = 1;

    PlannedRun {
        modes = List.copyOf(modes);
        variants = List.copyOf(variants);
        blocks = List.copyOf(blocks);
        built = List.copyOf(built);
    }

    /// @param number counts from 1
    /// @param cells in the order in which they are measured
    record PlannedBlock(int number, List<String> cells) {
        PlannedBlock {
            cells = List.copyOf(cells);
        }

        static PlannedBlock of(RunPlan.Block block) {
            return new PlannedBlock(block.number(), block.cells().stream().map(Cell::id).toList());
        }
    }

    static PlannedRun of(RunSettings settings, RunPlan plan, List<String> built) {
        Scenario scenario = settings.scenario();
        return new PlannedRun(
                SCHEMA_VERSION,
                scenario.name(),
                settings.preset(),
                scenario.modes().stream().map(Mode::id).toList(),
                scenario.variants().isEmpty() ? List.of() : scenario.contenders(),
                settings.chosen().repeats(),
                settings.chosen().timing().duration().toMillis(),
                scenario.congestionControl(),
                settings.seed(),
                plan.trials(),
                plan.trafficNs() / 1_000_000_000,
                plan.blocks().stream().map(PlannedBlock::of).toList(),
                built);
    }

    String toJson() {
        return RecordJson.writePretty(this, PlannedRun.class);
    }
}
