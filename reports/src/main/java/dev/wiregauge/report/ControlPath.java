package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Pods on one node: no mode touches that path, so whatever differs by mode there is not the mode.
final class ControlPath {
    private ControlPath() {}

    /// A sentence on the workloads whose control moved, if any did.
    static Optional<String> moved(Comparison comparison) {
        List<String> moved = new ArrayList<>();
        comparison.rows().stream()
                .filter(row -> row.example().path() == Path.POD_POD_SAME_NODE)
                .filter(row -> row.example().variant().isEmpty())
                .forEach(row -> moved(row).ifPresent(moved::add));
        return moved.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The control moved: between pods on one node, a path that no mode touches, "
                                + String.join("; ", moved)
                                + ". Ratios of that workload between nodes are uncertain by as"
                                + " much. Of many intervals a few miss 1 by chance; more mean that"
                                + " something else disturbed this run.");
    }

    /// Such as `tcp_stream has goodput ratios of 1.991 to 2.035`.
    private static Optional<String> moved(Row row) {
        Map<String, DoubleSummaryStatistics> ratios = new LinkedHashMap<>();
        row.entries().stream()
                .flatMap(entry -> entry.values().stream())
                .forEach(value ->
                        differing(value)
                                .ifPresent(ratio ->
                                        ratios.computeIfAbsent(
                                                        value.metric().label(),
                                                        _ -> new DoubleSummaryStatistics())
                                                .accept(ratio.ratio())));
        return ratios.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        row.example().workload().label()
                                + " has ratios other than 1: "
                                + ratios.entrySet().stream()
                                        .map(each -> each.getKey() + " " + range(each.getValue()))
                                        .collect(Collectors.joining(", ")));
    }

    private static Optional<PairedRatio> differing(Value value) {
        return value.toReference().filter(PairedRatio::differs);
    }

    private static String range(DoubleSummaryStatistics ratios) {
        String low = Quantities.ratio(ratios.getMin());
        String high = Quantities.ratio(ratios.getMax());
        return low.equals(high) ? low : low + " to " + high;
    }
}
