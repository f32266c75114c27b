package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;

/// Which entries share a chart: those of a row, and the host baseline beside every path that
/// crosses nodes.
final class WithHost {
    private WithHost() {}

    /// Rows that get a chart of their own: all but the baseline, unless there is nothing else.
    static List<Row> rows(Comparison comparison) {
        List<Row> rows =
                comparison.rows().stream()
                        .filter(row -> row.example().mode() != Mode.HOST)
                        .toList();
        return rows.isEmpty() ? comparison.rows() : rows;
    }

    static List<Entry> entries(Comparison comparison, Row row) {
        List<Entry> entries = new ArrayList<>(row.entries());
        if (row.example().path() != Path.POD_POD_SAME_NODE
                && row.example().path() != Path.NODE_NODE) {
            comparison.rows().stream()
                    .filter(other -> other.example().path() == Path.NODE_NODE)
                    .filter(other -> other.example().workload().equals(row.example().workload()))
                    .filter(other ->
                            other.example()
                                    .wireLimitBitsPerSecond()
                                    .equals(row.example().wireLimitBitsPerSecond()))
                    .forEach(other -> entries.addAll(other.entries()));
        }
        return entries;
    }
}
