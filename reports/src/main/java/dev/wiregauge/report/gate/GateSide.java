package dev.wiregauge.report.gate;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Sample;
import dev.wiregauge.report.Metric;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Mode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Baseline or candidate: one run, or the runs of a history in the order of time.
///
/// @param name as the user called it
public record GateSide(String name, List<Comparison> runs) {
    public GateSide {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new GateException(name + " holds no run");
        }
    }

    /// @param place a run folder, its `run.json`, or a directory that holds run folders
    public static GateSide load(Path place) {
        return new GateSide(
                place.toString(),
                folders(place).stream()
                        .map(folder -> Comparison.of(RunFolder.open(folder)))
                        .sorted(Comparator.comparing(comparison -> comparison.run().startedAt()))
                        .toList());
    }

    private static List<Path> folders(Path place) {
        if (Files.isRegularFile(place) && place.endsWith(RunFolder.RUN)) {
            return List.of(place.toAbsolutePath().normalize().getParent());
        }
        if (!Files.isDirectory(place)) {
            throw new GateException(
                    place + " is no run folder, no run.json and no directory of run folders");
        }
        if (Files.exists(place.resolve(RunFolder.RUN))) {
            return List.of(place);
        }
        try (Stream<Path> children = Files.list(place)) {
            List<Path> folders =
                    children.filter(child -> Files.exists(child.resolve(RunFolder.RUN))).toList();
            if (folders.isEmpty()) {
                throw new GateException(place + " holds no run folder");
            }
            return folders;
        } catch (IOException e) {
            throw new GateException("cannot list " + place, e);
        }
    }

    public Comparison latest() {
        return runs.getLast();
    }

    /// Cells of the latest run, in its order.
    Set<Cell> cells() {
        return latest().rows().stream()
                .flatMap(row -> row.entries().stream())
                .map(Entry::cell)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// One logarithm of candidate over base per pair, all runs together; empty where nothing pairs.
    double[] logRatios(Cell cell, Metric metric, Policy.Against against) {
        return runs.stream()
                .flatMapToDouble(run -> logRatios(run, cell, metric, against))
                .toArray();
    }

    private static DoubleStream logRatios(
            Comparison run, Cell cell, Metric metric, Policy.Against against) {
        Optional<Entry> base =
                switch (against) {
                    case REFERENCE ->
                            entry(run, cell).flatMap(e -> inMode(run, cell, run.reference()));
                    case HOST -> inMode(run, hostCell(cell), Mode.HOST);
                    case ABSOLUTE -> Optional.empty();
                };
        Map<Integer, Double> bases = byBlock(base, metric);
        return byBlock(entry(run, cell), metric).entrySet().stream()
                .filter(each -> bases.containsKey(each.getKey()))
                .mapToDouble(each ->
                        Math.log(each.getValue() / bases.getOrDefault(each.getKey(), Double.NaN)));
    }

    private static Cell hostCell(Cell cell) {
        return new Cell(
                Mode.HOST,
                dev.wiregauge.scenario.Path.NODE_NODE,
                cell.workload(),
                cell.wireLimitBitsPerSecond());
    }

    private static Map<Integer, Double> byBlock(Optional<Entry> entry, Metric metric) {
        return entry.flatMap(e -> e.value(metric)).stream()
                .flatMap(value -> value.samples().stream())
                .collect(Collectors.toMap(Sample::block, Sample::value));
    }

    /// One value per run: the central one.
    double[] perRun(Cell cell, Metric metric) {
        return runs.stream()
                .flatMap(run -> entry(run, cell).stream())
                .flatMap(entry -> entry.value(metric).stream())
                .flatMap(value -> value.central().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    static Optional<Entry> entry(Comparison run, Cell cell) {
        return inMode(run, cell, cell.mode());
    }

    private static Optional<Entry> inMode(Comparison run, Cell cell, Mode mode) {
        return run.rows().stream()
                .filter(row -> sameRow(row, cell))
                .findFirst()
                .flatMap(row -> row.entry(mode));
    }

    private static boolean sameRow(Row row, Cell cell) {
        return row.name().equals(cell.row()) && row.example().workload().equals(cell.workload());
    }
}
