package dev.wiregauge.report;

import dev.wiregauge.result.Trial;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Trials that do not count, and why.
public final class SetAside {
    private SetAside() {}

    /// In the order of time.
    public static List<Trial> trials(Comparison comparison) {
        return comparison.rows().stream()
                .flatMap(row -> row.entries().stream())
                .flatMap(entry -> entry.setAside().stream())
                .sorted(Comparator.comparingInt(Trial::number))
                .toList();
    }

    public static Map<String, List<Trial>> byReason(Comparison comparison) {
        Map<String, List<Trial>> byReason = new LinkedHashMap<>();
        for (Trial trial : trials(comparison)) {
            byReason.computeIfAbsent(reason(trial), r -> new ArrayList<>()).add(trial);
        }
        return byReason;
    }

    /// A trial without a fault of its own was repeated together with its block.
    public static String reason(Trial trial) {
        return Verdicts.reasons(trial.verdict()).stream()
                .findFirst()
                .orElse(
                        trial.measurement().isEmpty()
                                ? "nothing was measured"
                                : "its block was repeated as a whole");
    }
}
