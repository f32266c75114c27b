package dev.wiregauge.report.gate;

import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.gate.Policy.Against;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Cell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Values that moved far from one run to the other while no rule of the policy looks at them: what
/// slows all modes alike leaves every ratio between them as it was. Told, not judged.
final class UnjudgedChanges {
    /// Runs on one machine differ by a quarter now and then, without any reason to be found.
    private static final double FAR = 2;

    private static final double MEDIAN = 50;

    private final Policy policy;
    private final GateSide baseline;
    private final GateSide candidate;

    UnjudgedChanges(Policy policy, GateSide baseline, GateSide candidate) {
        this.policy = policy;
        this.baseline = baseline;
        this.candidate = candidate;
    }

    /// @param factor how many times worse
    private record Move(Cell cell, Metric metric, double before, double after, double factor) {
        String words() {
            return "%s of %s is worse by a factor of %s (%s, now %s)"
                    .formatted(
                            metric.label(),
                            cell.id(),
                            Quantities.ratio(factor),
                            Quantities.of(metric.unit(), before),
                            Quantities.of(metric.unit(), after));
        }
    }

    /// One sentence about the farthest; empty where nothing moved so far.
    Optional<String> words() {
        List<Move> moves = moves();
        return moves.stream()
                .max(Comparator.comparingDouble(Move::factor))
                .map(worst ->
                        "no rule looks at absolute values: %s%s; `against: absolute` would judge that"
                                .formatted(
                                        worst.words(),
                                        moves.size() == 1
                                                ? ""
                                                : ", the farthest of " + moves.size()));
    }

    private List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        if (baseline.series().equals(candidate.series())) {
            return moves;
        }
        Set<Cell> common = candidate.cells();
        common.retainAll(baseline.cells());
        for (Metric metric : central()) {
            for (Cell cell : common) {
                if (!isJudged(metric, cell)) {
                    move(cell, metric).filter(move -> move.factor() >= FAR).ifPresent(moves::add);
                }
            }
        }
        return moves;
    }

    /// Those that the policy cares for, without the tails of latency, which move by themselves.
    private Set<Metric> central() {
        return changes().stream()
                .map(Policy.Change::metric)
                .filter(metric -> metric.percentile() <= MEDIAN)
                .collect(Collectors.toSet());
    }

    private boolean isJudged(Metric metric, Cell cell) {
        return changes().stream()
                .filter(rule -> rule.against() == Against.ABSOLUTE && rule.metric() == metric)
                .anyMatch(rule -> Selection.of(rule).includes(cell));
    }

    private List<Policy.Change> changes() {
        return policy.changes().orElse(List.of());
    }

    private Optional<Move> move(Cell cell, Metric metric) {
        double[] before = baseline.perRun(cell, metric);
        double[] after = candidate.perRun(cell, metric);
        if (before.length == 0 || after.length == 0) {
            return Optional.empty();
        }
        double old = Samples.mean(before);
        double now = Samples.mean(after);
        double factor =
                metric.direction() == Metric.Direction.HIGHER_IS_BETTER ? old / now : now / old;
        return Optional.of(new Move(cell, metric, old, now, factor));
    }
}
