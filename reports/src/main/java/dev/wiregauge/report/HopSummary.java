package dev.wiregauge.report;

import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.HopTimes.Hop;
import dev.wiregauge.result.RunFolder;

import org.HdrHistogram.Histogram;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The hop times of one mode with their distributions, read from the stored histograms.
///
/// @param parts one for each hop, in the order that a round trip meets them; empty where the hops
///   were not timed
/// @param sum of the parts of each round trip
/// @param captured round trips of the same packets, as the client saw them
/// @param uncaptured round trips of the same kind while nothing was captured
public record HopSummary(
        HopTimes times,
        List<Part> parts,
        Optional<Distribution> sum,
        Optional<Distribution> captured,
        Optional<Distribution> uncaptured) {
    public HopSummary {
        parts = List.copyOf(parts);
    }

    public record Part(Hop hop, Distribution distribution) {}

    /// In nanoseconds. Means of parts add up, percentiles do not.
    public record Distribution(double meanNs, double p50Ns, double p99Ns) {
        static Distribution of(Histogram histogram) {
            return new Distribution(
                    histogram.getMean(),
                    (double) histogram.getValueAtPercentile(50),
                    (double) histogram.getValueAtPercentile(99));
        }
    }

    static List<HopSummary> of(RunFolder folder) {
        return folder.readHopTimes().stream().map(times -> of(times, folder)).toList();
    }

    private static HopSummary of(HopTimes times, RunFolder folder) {
        Map<String, Histogram> histograms =
                times.histograms().map(folder::readHistograms).orElse(Map.of());
        return new HopSummary(
                times,
                times.hops().stream()
                        .flatMap(hop ->
                                distribution(histograms, hop.id())
                                        .map(found -> new Part(hop, found))
                                        .stream())
                        .toList(),
                distribution(histograms, HopTimes.SUM),
                distribution(histograms, HopTimes.CAPTURED),
                distribution(histograms, HopTimes.UNCAPTURED));
    }

    private static Optional<Distribution> distribution(
            Map<String, Histogram> histograms, String name) {
        return Optional.ofNullable(histograms.get(name))
                .filter(histogram -> histogram.getTotalCount() > 0)
                .map(Distribution::of);
    }

    public Optional<Distribution> part(HopTimes.Direction direction, HopTimes.Part part) {
        return parts.stream()
                .filter(each -> each.hop().direction() == direction && each.hop().part() == part)
                .map(Part::distribution)
                .findFirst();
    }
}
