package dev.wiregauge.harness;

import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Cell.VariantCell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Variant;
import dev.wiregauge.scenario.Workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The cells of a block in a run that interleaves variants. Pure.
///
/// A row is what the variants have in common: the mode is a part of it unless the variants set one.
record VariantCells(Scenario scenario, List<Variant> variants) {
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        boolean ownModes = variants.getFirst().mode().isPresent();
        for (Workload workload : scenario.workloads()) {
            for (Path path : scenario.paths()) {
                String row = path.id() + "/" + workload.label();
                if (ownModes) {
                    variants.forEach(v -> cells.add(cell(v.mode(), path, workload, v, row)));
                    continue;
                }
                for (Mode mode : scenario.modes()) {
                    String ofMode = mode.id() + "/" + row;
                    variants.forEach(
                            v -> cells.add(cell(Optional.of(mode), path, workload, v, ofMode)));
                }
            }
            if (scenario.baseline()) {
                String row = Mode.HOST.id() + "/" + Path.NODE_NODE.id() + "/" + workload.label();
                variants.forEach(v ->
                        cells.add(cell(Optional.of(Mode.HOST), Path.NODE_NODE, workload, v, row)));
            }
        }
        return cells;
    }

    private static Cell cell(
            Optional<Mode> mode, Path path, Workload workload, Variant variant, String row) {
        return new Cell(
                mode.orElseThrow(),
                path,
                workload,
                variant.uplinkRate(),
                Optional.of(new VariantCell(variant.name(), row)));
    }
}
