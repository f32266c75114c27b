package dev.wiregauge.report.mesh;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;

/// One number for each ordered pair of nodes, or for each pair of groups of nodes where there are
/// more than fit on a page.
final class HeatMap {
    /// Rows and columns: more are less than 6 pixels wide.
    static final int MOST_CELLS = 100;

    private final List<String> nodes;
    private final Map<String, Integer> places = new HashMap<>();
    private final DoubleBinaryOperator worse;
    private final int group;
    private final double[][] cells;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    /// @param worse which of two numbers a group shows
    HeatMap(List<String> nodes, DoubleBinaryOperator worse) {
        this.nodes = List.copyOf(nodes);
        this.worse = worse;
        this.group = (nodes.size() + MOST_CELLS - 1) / MOST_CELLS;
        int size = (nodes.size() + group - 1) / group;
        this.cells = new double[size][size];
        for (double[] row : cells) {
            Arrays.fill(row, Double.NaN);
        }
        for (int i = 0; i < nodes.size(); i++) {
            places.put(nodes.get(i), i / group);
        }
    }

    void add(String from, String to, double value) {
        Integer row = places.get(from);
        Integer column = places.get(to);
        if (row == null || column == null) {
            return; // a row of another mesh: the file was edited
        }
        double there = cells[row][column];
        cells[row][column] = Double.isNaN(there) ? value : worse.applyAsDouble(there, value);
        least = Math.min(least, value);
        most = Math.max(most, value);
    }

    int size() {
        return cells.length;
    }

    /// How many nodes share a row.
    int group() {
        return group;
    }

    /// Empty where nothing was measured.
    OptionalDouble value(int row, int column) {
        double value = cells[row][column];
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// The node's name, or those of the first and the last of a group.
    String name(int place) {
        int first = place * group;
        int last = Math.min(nodes.size(), first + group) - 1;
        return first == last ? nodes.get(first) : nodes.get(first) + " to " + nodes.get(last);
    }

    boolean filled() {
        return most >= least;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }
}
