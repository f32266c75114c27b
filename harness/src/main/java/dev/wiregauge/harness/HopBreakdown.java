package dev.wiregauge.harness;

import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.HopTimes.Hop;
import dev.wiregauge.result.evidence.ProbeAnswer.TimedRoundTrip;

import org.HdrHistogram.Histogram;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From when each packet passed each capture point to the parts of a round trip. Pure.
///
/// @param complete round trips that count
/// @param histograms of each hop by its id, of [HopTimes#SUM] and of [HopTimes#CAPTURED]
record HopBreakdown(
        int complete,
        List<Hop> hops,
        HopTimes.Agreement agreement,
        Map<String, Histogram> histograms) {
    private static final int SIGNIFICANT_DIGITS = 3;

    HopBreakdown {
        hops = List.copyOf(hops);
        histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
    }

    /// @param stops in the order that a request passes them, an uplink of each node among them
    /// @param oneClock whether all stops and the client read the same clock
    static HopBreakdown of(List<HopStop> stops, List<TimedRoundTrip> roundTrips, boolean oneClock) {
        List<HopMoments> moments = HopMoments.of(stops, roundTrips);
        HopSpans spans = HopSpans.of(stops, moments, oneClock);
        Tally tally = new Tally(spans.hops());
        for (HopMoments each : moments) {
            Optional<List<Long>> lengths = spans.lengths(each);
            lengths.ifPresent(known -> tally.add(known, each.roundTrip()));
        }
        return tally.result();
    }

    static Histogram histogram() {
        return new Histogram(SIGNIFICANT_DIGITS);
    }

    private static final class Tally {
        private final List<Hop> hops;
        private final List<Histogram> ofHops;
        private final Histogram sums = histogram();
        private final Histogram captured = histogram();
        private final Histogram errors = histogram();
        private int withinError;
        private long largestDifferenceNs;

        Tally(List<Hop> hops) {
            this.hops = hops;
            this.ofHops = hops.stream().map(_ -> histogram()).toList();
        }

        void add(List<Long> lengthsNs, TimedRoundTrip roundTrip) {
            long sumNs = 0;
            for (int i = 0; i < ofHops.size(); i++) {
                ofHops.get(i).recordValue(lengthsNs.get(i));
                sumNs += lengthsNs.get(i);
            }
            sums.recordValue(sumNs);
            captured.recordValue(roundTrip.roundTripNs());
            errors.recordValue(roundTrip.errorNs());
            long differenceNs = Math.abs(sumNs - roundTrip.roundTripNs());
            withinError += differenceNs <= roundTrip.errorNs() ? 1 : 0;
            largestDifferenceNs = Math.max(largestDifferenceNs, differenceNs);
        }

        HopBreakdown result() {
            Map<String, Histogram> byName = new LinkedHashMap<>();
            for (int i = 0; i < hops.size(); i++) {
                byName.put(hops.get(i).id(), ofHops.get(i));
            }
            byName.put(HopTimes.SUM, sums);
            byName.put(HopTimes.CAPTURED, captured);
            return new HopBreakdown(
                    (int) sums.getTotalCount(),
                    hops,
                    new HopTimes.Agreement(
                            withinError,
                            largestDifferenceNs,
                            errors.getValueAtPercentile(50),
                            errors.getMaxValue()),
                    byName);
        }
    }
}
