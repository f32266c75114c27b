package dev.wiregauge.report;

import dev.wiregauge.json.Names;
import dev.wiregauge.result.Measurement;

import org.HdrHistogram.Histogram;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What is compared between modes. Each trial gives one value of each metric that applies to it.
public enum Metric {
    /// Payload that the receiver took.
    GOODPUT("goodput", Unit.BITS_PER_SECOND, Direction.HIGHER_IS_BETTER, 0),
    /// Round trips completed.
    TRANSACTIONS("round trips", Unit.PER_SECOND, Direction.HIGHER_IS_BETTER, 0),
    LATENCY_P50("p50", Unit.NANOSECONDS, Direction.LOWER_IS_BETTER, 50),
    LATENCY_P99("p99", Unit.NANOSECONDS, Direction.LOWER_IS_BETTER, 99),
    LATENCY_P999("p99.9", Unit.NANOSECONDS, Direction.LOWER_IS_BETTER, 99.9),
    /// CPU time of the whole machine for each gigabit of goodput, less what the idle machine takes.
    CPU_PER_GIGABIT("CPU per Gbit", Unit.NANOSECONDS, Direction.LOWER_IS_BETTER, 0),
    /// CPU time of the whole machine for a million packets, less what the idle machine takes.
    CPU_PER_MEGAPACKET("CPU per Mpkt", Unit.NANOSECONDS, Direction.LOWER_IS_BETTER, 0),
    /// CPU time of the whole machine for each round trip, less what the idle machine takes.
    CPU_PER_TRANSACTION("CPU per round trip", Unit.NANOSECONDS, Direction.LOWER_IS_BETTER, 0);

    /// A percentile of one trial is formed only if at least this many round trips lie beyond it.
    public static final int LEAST_BEYOND_PERCENTILE = 5;

    private final String label;
    private final Unit unit;
    private final Direction direction;
    private final double percentile;

    Metric(String label, Unit unit, Direction direction, double percentile) {
        this.label = label;
        this.unit = unit;
        this.direction = direction;
        this.percentile = percentile;
    }

    public enum Unit {
        BITS_PER_SECOND,
        PER_SECOND,
        NANOSECONDS
    }

    public enum Direction {
        HIGHER_IS_BETTER,
        LOWER_IS_BETTER
    }

    /// Such as `latency-p99`: the name in policies and exports.
    public String id() {
        return Names.kebab(name());
    }

    public static Optional<Metric> of(String id) {
        return Names.find(values(), Metric::id, id);
    }

    public String label() {
        return label;
    }

    public Unit unit() {
        return unit;
    }

    public Direction direction() {
        return direction;
    }

    /// Between 0 and 100, or 0 where the metric is no percentile.
    public double percentile() {
        return percentile;
    }

    public boolean isPercentile() {
        return percentile > 0;
    }

    /// Why valid trials may be without a value of this one.
    public String whyNone() {
        return switch (this) {
            case GOODPUT, TRANSACTIONS -> "nothing was carried";
            case LATENCY_P50, LATENCY_P99, LATENCY_P999 ->
                    "too few round trips lie beyond the percentile";
            case CPU_PER_GIGABIT, CPU_PER_MEGAPACKET, CPU_PER_TRANSACTION ->
                    "the machine was as busy before the trials as during them";
        };
    }

    /// The metrics that make sense for a trial like this one.
    static List<Metric> of(Measurement measurement, boolean hasHistogram) {
        if (measurement.transactions() == 0) {
            return measurement.packets().isPresent()
                    ? List.of(GOODPUT, CPU_PER_GIGABIT, CPU_PER_MEGAPACKET)
                    : List.of(GOODPUT, CPU_PER_GIGABIT);
        }
        return hasHistogram
                ? List.of(TRANSACTIONS, LATENCY_P50, LATENCY_P99, LATENCY_P999, CPU_PER_TRANSACTION)
                : List.of(TRANSACTIONS, CPU_PER_TRANSACTION);
    }

    /// The value of one trial; empty where the trial has nothing to divide by, or too few samples.
    OptionalDouble value(Measurement measurement, Optional<Histogram> histogram) {
        double value =
                switch (this) {
                    case GOODPUT -> measurement.goodputBitsPerSecond();
                    case TRANSACTIONS -> measurement.transactionsPerSecond();
                    case LATENCY_P50, LATENCY_P99, LATENCY_P999 ->
                            histogram.map(this::percentileOf).orElse(Double.NaN);
                    case CPU_PER_GIGABIT -> measurement.workNs() / (measurement.bytes() * 8 / 1e9);
                    case CPU_PER_MEGAPACKET ->
                            measurement
                                    .packets()
                                    .map(packets -> measurement.workNs() / (packets / 1e6))
                                    .orElse(Double.NaN);
                    case CPU_PER_TRANSACTION -> measurement.workNs() / measurement.transactions();
                };
        return Double.isFinite(value) && value > 0
                ? OptionalDouble.of(value)
                : OptionalDouble.empty();
    }

    /// NaN where too few samples lie beyond the percentile.
    double percentileOf(Histogram histogram) {
        double beyond = histogram.getTotalCount() * (1 - percentile / 100);
        return beyond < LEAST_BEYOND_PERCENTILE
                ? Double.NaN
                : histogram.getValueAtPercentile(percentile);
    }
}
