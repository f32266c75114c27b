package dev.wiregauge.agent.probe;

import dev.wiregauge.result.evidence.ProbeAnswer.RoundTrips;

import java.util.List;
import java.util.Optional;

/// The few figures that a diagnosis needs of a hundred times.
final class Percentiles {
    private Percentiles() {}

    static Optional<RoundTrips> micros(List<Long> timesNs) {
        if (timesNs.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> sorted =
                timesNs.stream().sorted().map(ns -> (int) Math.min(ns / 1000, 1 << 30)).toList();
        return Optional.of(
                new RoundTrips(
                        sorted.getFirst(), at(sorted, 0.50), at(sorted, 0.99), sorted.getLast()));
    }

    private static int at(List<Integer> sorted, double quantile) {
        return sorted.get((int) Math.min(sorted.size() - 1L, (long) (sorted.size() * quantile)));
    }
}
