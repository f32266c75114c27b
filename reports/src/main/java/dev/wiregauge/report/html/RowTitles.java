package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Workload;

import java.util.List;

/// A row in words, with whatever tells it from the other rows of its run.
final class RowTitles {
    private final List<Workload> workloads;

    RowTitles(Comparison comparison) {
        this.workloads =
                comparison.rows().stream().map(row -> row.example().workload()).distinct().toList();
    }

    String of(Row row) {
        Workload workload = row.example().workload();
        boolean ambiguous =
                workloads.stream().filter(other -> other.id().equals(workload.id())).count() > 1;
        return withoutWorkload(row) + (ambiguous ? ", " + workload.label() : "");
    }

    /// For tables, which have one workload each.
    static String withoutWorkload(Row row) {
        return mode(row)
                + PathWords.title(row.example().path())
                + (row.example().ofLimitedRow()
                        ? row.example()
                                .wireLimitBitsPerSecond()
                                .map(limit -> ", uplinks at " + Quantities.bitRate((double) limit))
                                .orElse("")
                        : "");
    }

    /// Where variants stand side by side, their common mode is part of the row.
    private static String mode(Row row) {
        Mode mode = row.example().mode();
        boolean common = row.entries().stream().allMatch(entry -> entry.cell().mode() == mode);
        return row.example().variant().isPresent() && common && mode != Mode.HOST
                ? mode.id() + ": "
                : "";
    }
}
