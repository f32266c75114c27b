package dev.wiregauge.report;

import dev.wiregauge.result.Trial;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Trials that do not count, and why.
public final class SetAside {
    private static final Pattern FIGURES = Pattern.compile("\\d+");

    private SetAside() {}

    /// In the order of time.
    public static List<Trial> trials(Comparison comparison) {
        return comparison.rows().stream()
                .flatMap(row -> row.entries().stream())
                .flatMap(entry -> entry.setAside().stream())
                .sorted(Comparator.comparingInt(Trial::number))
                .toList();
    }

    /// Reasons that differ in their figures alone are one; it is named by the first trial's.
    public static Map<String, List<Trial>> byReason(Comparison comparison) {
        Map<String, List<Trial>> byKind = new LinkedHashMap<>();
        for (Trial trial : trials(comparison)) {
            String kind = FIGURES.matcher(reason(trial)).replaceAll("#");
            byKind.computeIfAbsent(kind, k -> new ArrayList<>()).add(trial);
        }
        Map<String, List<Trial>> byReason = new LinkedHashMap<>();
        byKind.values()
                .forEach(trials -> {
                    String first = reason(trials.getFirst());
                    boolean alike = trials.stream().allMatch(t -> reason(t).equals(first));
                    byReason.put(alike ? first : "such as: " + first, trials);
                });
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
