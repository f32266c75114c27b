package dev.wiregauge.report;

import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;

import java.util.Map;

/// Neighbours in time, one of each mode.
final class Pairs {
    private Pairs() {}

    /// Two trials are a pair where both of these are equal.
    record Key(int block, int attempt) {}

    /// One natural logarithm per pair, in the order of the candidate's blocks.
    static double[] logRatios(Map<Key, Double> candidate, Map<Key, Double> reference) {
        return candidate.entrySet().stream()
                .filter(entry -> reference.containsKey(entry.getKey()))
                .mapToDouble(entry ->
                        Math.log(
                                entry.getValue()
                                        / reference.getOrDefault(entry.getKey(), Double.NaN)))
                .toArray();
    }

    static Cell inMode(Cell cell, Mode mode) {
        return new Cell(mode, cell.path(), cell.workload(), cell.wireLimitBitsPerSecond());
    }
}
