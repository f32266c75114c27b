package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Sample;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One pass from trials to a [Comparison].
final class ComparisonBuilder {
    private static final int READ_AT_ONCE = 64;

    private final Run run;
    private final List<Trial> trials;
    private final Function<String, Histogram> histograms;
    private final String reference;
    private final List<ProofSummary> proofs;

    /// Values of the trials that count, by cell, then metric, then block.
    private final Map<Cell, Map<Metric, Map<Integer, Sample>>> samples = new LinkedHashMap<>();

    private final Map<Cell, CountedTrials> counted = new LinkedHashMap<>();
    private final Map<Cell, Histogram> merged = new HashMap<>();
    private final Map<String, Map<Cell, Histogram>> moreMerged = new TreeMap<>();

    ComparisonBuilder(Run run, List<Trial> trials, Function<String, Histogram> histograms) {
        this.run = run;
        this.trials = trials;
        this.histograms = histograms;
        this.reference = run.scenario().contenders().getFirst();
        this.proofs = proofs();
    }

    Comparison build() {
        counted.putAll(CountedTrials.byCell(trials));
        counted.forEach(this::takeSamples);
        List<Row> rows =
                counted.keySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Cell::row, LinkedHashMap::new, Collectors.toList()))
                        .entrySet()
                        .stream()
                        .map(e -> row(e.getKey(), withMissingModes(e.getValue())))
                        .sorted(Comparator.comparingInt(this::position))
                        .toList();
        return new Comparison(
                run, trials, reference, rows, proofs, List.of(), List.of(), List.of());
    }

    private List<ProofSummary> proofs() {
        Set<Mode> modes = new LinkedHashSet<>(run.scenario().modes());
        run.proofs().forEach(proof -> modes.add(proof.mode()));
        return modes.stream()
                .map(mode ->
                        ProofSummary.of(
                                mode,
                                run.proofs().stream()
                                        .filter(proof -> proof.mode() == mode)
                                        .toList(),
                                Optional.ofNullable(run.tunnels().get(mode))))
                .toList();
    }

    /// A trial with what its histogram files hold, and the values that come of it.
    private record Loaded(
            Trial trial,
            Optional<Histogram> roundTrips,
            Map<String, Histogram> moreTimes,
            Map<Metric, OptionalDouble> values) {
        static Loaded of(
                Trial trial, Optional<Histogram> roundTrips, Map<String, Histogram> moreTimes) {
            Measurement measurement = trial.measurement().orElseThrow();
            Map<Metric, OptionalDouble> values = new LinkedHashMap<>();
            for (Metric metric : Metric.of(measurement, roundTrips.isPresent())) {
                values.put(metric, metric.value(measurement, roundTrips));
            }
            return new Loaded(trial, roundTrips, moreTimes, values);
        }
    }

    private Loaded load(Trial trial) {
        Map<String, Histogram> more = new TreeMap<>();
        trial.moreHistograms()
                .orElse(Map.of())
                .forEach((kind, file) -> more.put(kind, histograms.apply(file)));
        return Loaded.of(trial, trial.histogram().map(histograms), more);
    }

    /// Files are read side by side, a few at a time: reading takes longer than all the rest, and
    /// all at once would not fit into memory.
    private void takeSamples(Cell cell, CountedTrials ofCell) {
        samples.put(cell, new LinkedHashMap<>());
        List<Trial> valid = ofCell.valid();
        for (int from = 0; from < valid.size(); from += READ_AT_ONCE) {
            int to = Math.min(valid.size(), from + READ_AT_ONCE);
            valid.subList(from, to).parallelStream()
                    .map(this::load)
                    .toList()
                    .forEach(loaded -> take(cell, loaded));
        }
    }

    private void take(Cell cell, Loaded loaded) {
        Trial trial = loaded.trial();
        loaded.roundTrips().ifPresent(one -> merge(merged, cell, one));
        loaded.moreTimes()
                .forEach((kind, one) ->
                        merge(moreMerged.computeIfAbsent(kind, k -> new HashMap<>()), cell, one));
        Map<Metric, Map<Integer, Sample>> byMetric =
                samples.computeIfAbsent(cell, c -> new LinkedHashMap<>());
        loaded.values()
                .forEach((metric, value) -> {
                    Map<Integer, Sample> byBlock =
                            byMetric.computeIfAbsent(metric, m -> new LinkedHashMap<>());
                    value.ifPresent(one ->
                            byBlock.put(
                                    trial.block(), new Sample(trial.number(), trial.block(), one)));
                });
    }

    private static void merge(Map<Cell, Histogram> merged, Cell cell, Histogram histogram) {
        Histogram sum = merged.get(cell);
        if (sum == null) {
            sum = new Histogram(histogram.getNumberOfSignificantValueDigits());
            sum.setAutoResize(true);
            merged.put(cell, sum);
        }
        sum.add(histogram);
    }

    private Row row(String name, Set<Cell> cells) {
        List<Entry> entries =
                cells.stream()
                        .sorted(Comparator.comparingInt(this::place))
                        .map(this::entry)
                        .toList();
        return new Row(name, entries.getFirst().cell(), entries);
    }

    /// A mode of which no trial was written still has its place in the row, empty.
    private Set<Cell> withMissingModes(List<Cell> measured) {
        Set<Cell> cells = new LinkedHashSet<>(measured);
        Cell example = measured.getFirst();
        if (example.mode() != Mode.HOST && example.variant().isEmpty()) {
            run.scenario().modes().forEach(mode -> cells.add(Pairs.inMode(example, mode)));
        }
        return cells;
    }

    private int place(Cell cell) {
        int position = run.scenario().contenders().indexOf(cell.contender());
        return position < 0 ? Integer.MAX_VALUE : position;
    }

    /// Workload by workload in the scenario's order, within it path by path; then limited rows;
    /// baselines last.
    private int position(Row row) {
        Cell cell = row.example();
        int baseline = cell.path() == Path.NODE_NODE ? 1_000_000 : 0;
        int limited = cell.ofLimitedRow() ? 10_000_000 : 0;
        int workload = run.scenario().workloads().indexOf(cell.workload());
        int path = run.scenario().paths().indexOf(cell.path());
        int mode = Math.max(0, run.scenario().modes().indexOf(cell.mode()));
        return limited
                + baseline
                + (workload < 0 ? 99 : workload) * 1000
                + (path < 0 ? 99 : path) * 10
                + mode;
    }

    private Entry entry(Cell cell) {
        CountedTrials ofCell = counted.getOrDefault(cell, CountedTrials.NONE);
        List<Value> values = new ArrayList<>();
        samples.getOrDefault(cell, Map.of())
                .forEach((metric, byBlock) -> values.add(value(cell, metric, byBlock)));
        Optional<Histogram> latency = Optional.ofNullable(merged.get(cell));
        return new Entry(
                cell,
                plannedBlocks(cell),
                ofCell.valid(),
                ofCell.setAside(),
                values,
                latency,
                moreTimes(cell),
                arithmetic(cell, ofCell.valid()),
                Conclusion.ofCell(
                        cell,
                        ofCell,
                        values,
                        plannedBlocks(cell),
                        comparable(cell) ? reference : cell.contender()));
    }

    /// Whether its clients were seen under the same kind of address as those of its reference.
    private boolean comparable(Cell cell) {
        return Partners.of(cell, reference, counted.keySet())
                .map(base -> rewritten(cell) == rewritten(base))
                .orElse(true);
    }

    private boolean rewritten(Cell cell) {
        return SourceAddress.rewritten(counted.getOrDefault(cell, CountedTrials.NONE).valid())
                .isPresent();
    }

    private Map<String, Histogram> moreTimes(Cell cell) {
        Map<String, Histogram> ofCell = new TreeMap<>();
        moreMerged.forEach((kind, byCell) -> {
            Histogram histogram = byCell.get(cell);
            if (histogram != null && histogram.getTotalCount() > 0) {
                ofCell.put(kind, histogram);
            }
        });
        return ofCell;
    }

    private int plannedBlocks(Cell cell) {
        return cell.ofLimitedRow()
                ? run.scenario().wireLimit().map(limit -> limit.repeats()).orElse(0)
                : run.settings().repeats();
    }

    private Value value(Cell cell, Metric metric, Map<Integer, Sample> byBlock) {
        Optional<Histogram> latency = Optional.ofNullable(merged.get(cell));
        double[] values = byBlock.values().stream().mapToDouble(Sample::value).toArray();
        double central =
                metric.isPercentile() && latency.isPresent()
                        ? metric.percentileOf(latency.get())
                        : values.length == 0 ? Double.NaN : Samples.median(values);
        return new Value(
                metric,
                Double.isFinite(central) ? Optional.of(central) : Optional.empty(),
                List.copyOf(byBlock.values()),
                cell.contender().equals(reference)
                        ? Optional.empty()
                        : Partners.of(cell, reference, counted.keySet())
                                .filter(base -> rewritten(cell) == rewritten(base))
                                .flatMap(base -> ratio(cell, base, metric)),
                crossesNodes(cell)
                        ? Partners.host(cell, counted.keySet())
                                .flatMap(host -> ratio(cell, host, metric))
                        : Optional.empty());
    }

    private static boolean crossesNodes(Cell cell) {
        return cell.mode() != Mode.HOST && cell.path() != Path.POD_POD_SAME_NODE;
    }

    /// Pairs are formed within a block, and only between trials of the same attempt at it.
    private Optional<PairedRatio> ratio(Cell candidate, Cell base, Metric metric) {
        double[] logRatios = Pairs.logRatios(values(candidate, metric), values(base, metric));
        if (logRatios.length == 0) {
            return Optional.empty();
        }
        long seed = run.seed() ^ (candidate.id() + metric.id()).hashCode();
        return Optional.of(PairedRatio.of(logRatios, Comparison.LEVEL, seed));
    }

    private Map<Pairs.Key, Double> values(Cell cell, Metric metric) {
        Map<Integer, Sample> byBlock =
                samples.getOrDefault(cell, Map.of()).getOrDefault(metric, Map.of());
        CountedTrials ofCell = counted.getOrDefault(cell, CountedTrials.NONE);
        Map<Pairs.Key, Double> values = new LinkedHashMap<>();
        for (Trial trial : ofCell.valid()) {
            Sample sample = byBlock.get(trial.block());
            if (sample != null) {
                values.put(new Pairs.Key(trial.block(), trial.attempt()), sample.value());
            }
        }
        return values;
    }

    private Optional<WireArithmetic> arithmetic(Cell cell, List<Trial> valid) {
        Optional<Integer> overhead = overheadOf(cell.mode());
        Optional<Measurement.TcpFacts> tcp =
                valid.stream()
                        .flatMap(t -> t.measurement().orElseThrow().tcp().stream())
                        .findFirst();
        if (cell.wireLimitBitsPerSecond().isEmpty() || overhead.isEmpty() || tcp.isEmpty()) {
            return Optional.empty();
        }
        double[] goodputs =
                valid.stream()
                        .mapToDouble(t -> t.measurement().orElseThrow().goodputBitsPerSecond())
                        .toArray();
        return Optional.of(
                WireArithmetic.of(
                        cell.wireLimitBitsPerSecond().get(),
                        tcp.get(),
                        overhead.get(),
                        Samples.median(goodputs)));
    }

    /// As proved on the wire; of host traffic nothing is captured, and it carries nothing around.
    private Optional<Integer> overheadOf(Mode mode) {
        if (mode == Mode.HOST) {
            return Optional.of(0);
        }
        return proofs.stream()
                .filter(proof -> proof.mode() == mode && proof.proved())
                .map(ProofSummary::overheadBytes)
                .filter(overheads -> overheads.size() == 1)
                .map(overheads -> overheads.iterator().next())
                .findFirst();
    }
}
