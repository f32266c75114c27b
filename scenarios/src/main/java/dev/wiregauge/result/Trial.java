package dev.wiregauge.result;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// One workload on one path in one mode, once.
///
/// @param number counts from 1 in the order of time, over the whole run
/// @param block trials of one block are neighbours in time and form the pairs of every ratio
/// @param attempt 1, or higher where the block was repeated
/// @param measurement empty where nothing could be measured; the verdict then says why
/// @param histogram file name below the run folder's `histograms/`, of round trips in nanoseconds
/// @param moreHistograms file names of others below `histograms/`, in nanoseconds too, by what they
///   hold: `idle` (round trips before the load began), `connect` (time of connecting), `pacing`
///   (how much later than due a request was sent)
public record Trial(
        int number,
        int block,
        int attempt,
        Cell cell,
        Instant startedAt,
        Verdict verdict,
        Optional<Measurement> measurement,
        Optional<String> histogram,
        Optional<Map<String, String>> moreHistograms) {
    /// With no other histograms than that of the round trips.
    public Trial(
            int number,
            int block,
            int attempt,
            Cell cell,
            Instant startedAt,
            Verdict verdict,
            Optional<Measurement> measurement,
            Optional<String> histogram) {
        this(
                number,
                block,
                attempt,
                cell,
                startedAt,
                verdict,
                measurement,
                histogram,
                Optional.empty());
    }
}
