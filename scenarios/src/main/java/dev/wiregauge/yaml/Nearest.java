package dev.wiregauge.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The name that a misspelt one most likely meant.
public final class Nearest {
    private static final int MOST_EDITS = 3;

    private Nearest() {}

    public static Optional<String> to(String name, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate ->
                        edits(name, candidate) <= Math.min(MOST_EDITS, candidate.length() / 2))
                .min(Comparator.comparingInt(candidate -> edits(name, candidate)));
    }

    /// `"ipipp" is unknown, did you mean ipip? Allowed: bgp, ipip, vxlan`.
    public static String refusal(String what, String name, Collection<String> candidates) {
        return what
                + " \""
                + name
                + "\" is unknown"
                + to(name, candidates).map(nearest -> ", did you mean " + nearest + "?").orElse(";")
                + " allowed: "
                + String.join(", ", candidates);
    }

    /// Levenshtein distance.
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
