package dev.wiregauge.report.gate;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Sample;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Partners;
import dev.wiregauge.report.RunSeries;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.RunFolder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
public record GateSide(String name, RunSeries series) {
    public List<Comparison> runs() {
        return series.runs();
    }

    /// @param place a run folder, its `run.json`, or a directory that holds run folders
    public static GateSide load(Path place) {
        return new GateSide(
                place.toString(),
                new RunSeries(
                        folders(place).stream()
                                .map(folder -> Comparison.of(RunFolder.open(folder)))
                                .toList()));
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
        return series.latest();
    }

    Set<Cell> cells() {
        return series.cells();
    }

    /// One logarithm of candidate over base per pair, all runs together; empty where nothing pairs.
    double[] logRatios(Cell cell, Metric metric, Policy.Against against) {
        return runs().stream()
                .flatMapToDouble(run -> logRatios(run, cell, metric, against))
                .toArray();
    }

    private static DoubleStream logRatios(
            Comparison run, Cell cell, Metric metric, Policy.Against against) {
        Optional<Entry> base =
                switch (against) {
                    case REFERENCE, VARIANT ->
                            Partners.of(cell, run.reference(), new RunSeries(List.of(run)).cells())
                                    .flatMap(other -> entry(run, other));
                    case HOST ->
                            Partners.host(cell, new RunSeries(List.of(run)).cells())
                                    .flatMap(host -> entry(run, host));
                    case ABSOLUTE -> Optional.empty();
                };
        Map<Integer, Double> bases = byBlock(base, metric);
        return byBlock(entry(run, cell), metric).entrySet().stream()
                .filter(each -> bases.containsKey(each.getKey()))
                .mapToDouble(each ->
                        Math.log(each.getValue() / bases.getOrDefault(each.getKey(), Double.NaN)));
    }

    private static Map<Integer, Double> byBlock(Optional<Entry> entry, Metric metric) {
        return entry.flatMap(e -> e.value(metric)).stream()
                .flatMap(value -> value.samples().stream())
                .collect(Collectors.toMap(Sample::block, Sample::value));
    }

    double[] perRun(Cell cell, Metric metric) {
        return series.perRun(cell, metric);
    }

    static Optional<Entry> entry(Comparison run, Cell cell) {
        return RunSeries.entry(run, cell);
    }
}
