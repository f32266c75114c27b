package dev.wiregauge.report;

import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;

import java.util.Collection;
import java.util.Optional;

/// Which cell another one is compared with.
public final class Partners {
    private Partners() {}

    /// The cell of the same row that belongs to the reference; a cell of the reference is its own.
    ///
    /// @param reference a mode's id or a variant's name
    /// @param cells to choose from
    public static Optional<Cell> of(Cell cell, String reference, Collection<Cell> cells) {
        return cells.stream()
                .filter(other -> other.contender().equals(reference))
                .filter(other -> other.row().equals(cell.row()))
                .filter(other -> other.workload().equals(cell.workload()))
                .findFirst();
    }

    /// The host baseline that belongs beside a cell: of its workload, its uplinks and its variant.
    public static Optional<Cell> host(Cell cell, Collection<Cell> cells) {
        return cells.stream()
                .filter(other -> other.mode() == Mode.HOST)
                .filter(other -> other.workload().equals(cell.workload()))
                .filter(other ->
                        other.wireLimitBitsPerSecond().equals(cell.wireLimitBitsPerSecond()))
                .filter(other ->
                        other.variant()
                                .map(Cell.VariantCell::name)
                                .equals(cell.variant().map(Cell.VariantCell::name)))
                .findFirst();
    }
}
