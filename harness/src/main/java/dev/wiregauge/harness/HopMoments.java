package dev.wiregauge.harness;

import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.ProbeAnswer.TimedRoundTrip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// When the two packets of one round trip were where, on the clock that captures read. Pure.
///
/// @param roundTrip as the client saw it
/// @param request times at the stops, in their order
/// @param reply times at the stops, in the same order
record HopMoments(TimedRoundTrip roundTrip, List<Long> request, List<Long> reply) {
    HopMoments {
        request = List.copyOf(request);
        reply = List.copyOf(reply);
    }

    /// Those of which both packets were seen exactly once at each stop.
    static List<HopMoments> of(List<HopStop> stops, List<TimedRoundTrip> roundTrips) {
        List<Map<Integer, Long>> seen = stops.stream().map(HopMoments::seenOnce).toList();
        return roundTrips.stream().flatMap(each -> of(seen, each).stream()).toList();
    }

    /// Times by tag, of the tags that were seen exactly once.
    private static Map<Integer, Long> seenOnce(HopStop stop) {
        Map<Integer, Long> times = new HashMap<>();
        Set<Integer> again = new HashSet<>();
        AgentEvent.TagsTimed timed = stop.times();
        for (int i = 0; i < timed.tags().size(); i++) {
            if (times.put(timed.tags().get(i), timed.timesNs().get(i)) != null) {
                again.add(timed.tags().get(i));
            }
        }
        times.keySet().removeAll(again);
        return times;
    }

    private static Optional<HopMoments> of(
            List<Map<Integer, Long>> seen, TimedRoundTrip roundTrip) {
        List<Long> request = new ArrayList<>();
        List<Long> reply = new ArrayList<>();
        for (Map<Integer, Long> times : seen) {
            Long there = times.get(roundTrip.tag());
            Long back = times.get(roundTrip.tag() | Probe.ANSWER_BIT);
            if (there == null || back == null) {
                return Optional.empty();
            }
            request.add(there);
            reply.add(back);
        }
        return Optional.of(new HopMoments(roundTrip, request, reply));
    }
}
