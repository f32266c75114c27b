package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.result.Cell;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs of the same kind in the order of time.
public record RunSeries(List<Comparison> runs) {
    public RunSeries {
        runs =
                runs.stream()
                        .sorted(Comparator.comparing(comparison -> comparison.run().startedAt()))
                        .toList();
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("runs is empty, allowed: at least one");
        }
    }

    public Comparison latest() {
        return runs.getLast();
    }

    /// Cells of the latest run, in its order.
    public Set<Cell> cells() {
        return latest().rows().stream()
                .flatMap(row -> row.entries().stream())
                .map(Entry::cell)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// One value per run that has one: the central one.
    public double[] perRun(Cell cell, Metric metric) {
        return runs.stream()
                .flatMap(run -> entry(run, cell).stream())
                .flatMap(entry -> entry.value(metric).stream())
                .flatMap(value -> value.central().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    public static Optional<Entry> entry(Comparison run, Cell cell) {
        return run.rows().stream()
                .filter(row -> sameRow(row, cell))
                .findFirst()
                .flatMap(row -> row.entry(cell.contender()));
    }

    private static boolean sameRow(Row row, Cell cell) {
        return row.name().equals(cell.row()) && row.example().workload().equals(cell.workload());
    }
}
