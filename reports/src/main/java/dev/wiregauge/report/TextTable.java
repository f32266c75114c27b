package dev.wiregauge.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Columns of text in a fixed-width font; those that matter least go first where the width does not
/// suffice.
public final class TextTable {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /// @param priority 0 is never dropped; the highest is dropped first
    public record Column(String heading, boolean alignRight, int priority) {
        public static Column left(String heading, int priority) {
            return new Column(heading, false, priority);
        }

        public static Column right(String heading, int priority) {
            return new Column(heading, true, priority);
        }
    }

    public TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    public void add(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "cells holds " + cells.size() + " texts, allowed: " + columns.size());
        }
        rows.add(List.copyOf(cells));
    }

    /// The first line is the heading; no line ends in a blank.
    public List<String> lines(int width) {
        List<Integer> shown = shownColumns(width);
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::heading).toList(), shown));
        rows.forEach(row -> lines.add(line(row, shown)));
        return lines;
    }

    private List<Integer> shownColumns(int width) {
        List<Integer> shown = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            int column = c;
            boolean empty =
                    !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).isEmpty());
            if (!empty) {
                shown.add(c);
            }
        }
        while (totalWidth(shown) > width) {
            int worst =
                    Collections.max(
                            shown,
                            (a, b) ->
                                    Integer.compare(
                                            columns.get(a).priority(), columns.get(b).priority()));
            if (columns.get(worst).priority() == 0) {
                break;
            }
            shown.removeIf(column -> column == worst);
        }
        return shown;
    }

    private int totalWidth(List<Integer> shown) {
        return shown.stream().mapToInt(c -> columnWidth(c) + GAP.length()).sum();
    }

    private int columnWidth(int column) {
        return Math.max(
                columns.get(column).heading().length(),
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }

    private String line(List<String> cells, List<Integer> shown) {
        StringBuilder line = new StringBuilder();
        for (int column : shown) {
            String padding = " ".repeat(columnWidth(column) - cells.get(column).length());
            line.append(GAP);
            line.append(columns.get(column).alignRight() ? padding : "");
            line.append(cells.get(column));
            line.append(columns.get(column).alignRight() ? "" : padding);
        }
        return line.toString().stripTrailing();
    }
}
