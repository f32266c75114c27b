package dev.wiregauge.report;

import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.result.BulkOverhead;
import dev.wiregauge.result.Calibration.Floor;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Trial;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;

import org.HdrHistogram.Histogram;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The answer of a run: every row of the scenario with its modes side by side, each with ratios,
/// intervals and what the wire showed.
///
/// Made from the run folder alone; making it twice gives the same numbers.
///
/// @param reference what ratios refer to: the id of the scenario's first mode, or the name of its
///   first variant
/// @param rows baseline rows (mode `host`) last
/// @param proofs one per mode of the scenario, and one for `host` where it was measured
/// @param hops one per mode whose hops were looked at; empty where the run did not
/// @param bulk one per mode whose bulk was counted on the wire; empty where the run did not
/// @param floors what the instrument takes by itself, one for each latency workload
public record Comparison(
        Run run,
        List<Trial> trials,
        String reference,
        List<Row> rows,
        List<ProofSummary> proofs,
        List<HopSummary> hops,
        List<BulkOverhead> bulk,
        List<Floor> floors) {
    /// Fewer valid pairs than this leave a cell without a verdict.
    public static final int LEAST_PAIRS = 5;

    /// Wanted coverage of every interval; the exact method says which one it reached.
    public static final double LEVEL = 0.95;

    public Comparison {
        trials = List.copyOf(trials);
        rows = List.copyOf(rows);
        proofs = List.copyOf(proofs);
        hops = List.copyOf(hops);
        bulk = List.copyOf(bulk);
        floors = List.copyOf(floors);
    }

    /// Cells that differ in nothing but the mode, or the variant where there are variants.
    ///
    /// @param name such as `pod-service/tcp_rr`
    public record Row(String name, Cell example, List<Entry> entries) {
        public Row {
            entries = List.copyOf(entries);
        }

        public Optional<Entry> entry(String contender) {
            return entries.stream()
                    .filter(entry -> entry.cell().contender().equals(contender))
                    .findFirst();
        }

        /// Metrics of this row, in the order to show them.
        public List<Metric> metrics() {
            return entries.stream()
                    .flatMap(entry -> entry.values().stream())
                    .map(Value::metric)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /// One mode or variant of a row.
    ///
    /// @param plannedBlocks how often the cell should have been measured
    /// @param validTrials those that count: latest attempt of their block, verdict pass
    /// @param setAside trials that do not count, each with its reason
    /// @param latency all round trips of the valid trials merged; empty for streams
    /// @param moreTimes other merged histograms in nanoseconds, by what they hold (see
    ///   [Trial#moreHistograms()])
    /// @param arithmetic for streams over limited uplinks
    /// @param verdict Pass where the mode was proved and enough pairs are valid
    public record Entry(
            Cell cell,
            int plannedBlocks,
            List<Trial> validTrials,
            List<Trial> setAside,
            List<Value> values,
            Optional<Histogram> latency,
            Map<String, Histogram> moreTimes,
            Optional<WireArithmetic> arithmetic,
            Verdict verdict) {
        public Entry {
            validTrials = List.copyOf(validTrials);
            setAside = List.copyOf(setAside);
            values = List.copyOf(values);
        }

        public Optional<Value> value(Metric metric) {
            return values.stream().filter(value -> value.metric() == metric).findFirst();
        }
    }

    /// One metric of one cell.
    ///
    /// @param central the median over trials; for percentiles, the percentile of all round trips
    ///   merged
    /// @param samples one per valid trial that has a value
    /// @param toReference empty for the reference itself and where no pair is valid
    /// @param toHost only where the path crosses nodes and the baseline was measured
    public record Value(
            Metric metric,
            Optional<Double> central,
            List<Sample> samples,
            Optional<PairedRatio> toReference,
            Optional<PairedRatio> toHost) {
        public Value {
            samples = List.copyOf(samples);
        }
    }

    /// @param trial number of the trial that gave the value
    public record Sample(int trial, int block, double value) {}

    /// Reads the folder and compares.
    ///
    /// @throws dev.wiregauge.result.RunFolderException if a file is missing or damaged
    public static Comparison of(RunFolder folder) {
        Comparison bare = of(folder.readRun(), folder.readTrials(), folder::readHistogram);
        return new Comparison(
                bare.run(),
                bare.trials(),
                bare.reference(),
                bare.rows(),
                bare.proofs(),
                HopSummary.of(folder),
                folder.readBulkOverheads(),
                folder.readFloors());
    }

    /// Without hop times, counted bulk and the instrument's floor.
    ///
    /// @param histograms by the name in [Trial#histogram()]
    public static Comparison of(
            Run run, List<Trial> trials, Function<String, Histogram> histograms) {
        return new ComparisonBuilder(run, trials, histograms).build();
    }

    public Optional<ProofSummary> proof(Mode mode) {
        return proofs.stream().filter(proof -> proof.mode() == mode).findFirst();
    }

    /// Pass where every mode was proved and every cell has enough valid pairs; else what is
    /// missing. The harness writes this as the run's own verdict.
    public Verdict conclude() {
        return Conclusion.of(this);
    }
}
