package dev.wiregauge.report;

import dev.wiregauge.report.stats.ChangePoints;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Cell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Where a history of runs changed its level.
public final class History {
    /// Two segments of three are the least that a permutation test can tell apart at all.
    static final int LEAST_SEGMENT = 3;

    private static final ChangePoints SEARCH = new ChangePoints(199, .01, LEAST_SEGMENT);

    private History() {}

    /// Positions in the series; none where a run lacks the value, or too few runs are there.
    public static List<ChangePoints.Change> points(RunSeries series, Cell cell, Metric metric) {
        double[] values = series.perRun(cell, metric);
        if (values.length != series.runs().size() || values.length < 2 * LEAST_SEGMENT) {
            return List.of();
        }
        return SEARCH.of(values, new SplittableRandom(cell.id().hashCode()));
    }

    /// In words, each with the run that it begins at; a baseline that changed is a poor yardstick.
    public static List<String> changes(RunSeries series, Metric metric) {
        List<String> changes = new ArrayList<>();
        for (Cell cell : series.cells()) {
            double[] values = series.perRun(cell, metric);
            for (ChangePoints.Change change : points(series, cell, metric)) {
                double before = Samples.median(Arrays.copyOf(values, change.index()));
                double after =
                        Samples.median(Arrays.copyOfRange(values, change.index(), values.length));
                changes.add(
                        "%s of %s changed from %s to %s at run %s (p = %.3f)"
                                .formatted(
                                        metric.label(),
                                        cell.id(),
                                        Quantities.of(metric.unit(), before),
                                        Quantities.of(metric.unit(), after),
                                        series.runs().get(change.index()).run().id(),
                                        change.probability()));
            }
        }
        return changes;
    }
}
