package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.HopTimes;
import dev.wiregauge.result.HopTimes.Hop;
import dev.wiregauge.result.evidence.ProbeAnswer.TimedRoundTrip;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

@Timeout(10)
class HopBreakdownTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final List<HopPlace> TUNNELLED = List.of(HopPlace.values());
    private static final List<HopPlace> PLAIN =
            List.of(
                    HopPlace.CLIENT_POD,
                    HopPlace.CLIENT_UPLINK,
                    HopPlace.SERVER_UPLINK,
                    HopPlace.SERVER_POD);

    /// Lengths of the parts in the order of a round trip, in nanoseconds.
    private static final List<Long> TUNNEL_PARTS =
            List.of(1L, 20L, 300L, 4_000L, 50L, 6L, 65_536L, 8L, 90L, 1_000L, 200L, 30L, 4L);

    private static final List<Long> PLAIN_PARTS =
            List.of(1L, 20L, 4_000L, 6L, 65_536L, 8L, 1_000L, 30L, 4L);

    @Test
    void aTunnelHasEveryPartInBothDirections() {
        HopBreakdown breakdown = breakdown(TUNNELLED, TUNNEL_PARTS, 0, true);
        assertThat(breakdown.complete()).isEqualTo(3);
        assertThat(medians(breakdown))
                .containsExactly(
                        Map.entry("request-client", 1L),
                        Map.entry("request-pod-to-node", 20L),
                        Map.entry("request-encapsulation", 300L),
                        Map.entry("request-wire", 4_000L),
                        Map.entry("request-decapsulation", 50L),
                        Map.entry("request-node-to-pod", 6L),
                        Map.entry("both-server", 65_536L),
                        Map.entry("reply-pod-to-node", 8L),
                        Map.entry("reply-encapsulation", 90L),
                        Map.entry("reply-wire", 1_000L),
                        Map.entry("reply-decapsulation", 200L),
                        Map.entry("reply-node-to-pod", 30L),
                        Map.entry("reply-client", 4L));
        assertThat(breakdown.agreement().withinError()).isEqualTo(3);
        assertThat(breakdown.agreement().largestDifferenceNs()).isZero();
    }

    @Test
    void withoutATunnelNothingIsEncapsulated() {
        assertThat(breakdown(PLAIN, PLAIN_PARTS, 0, true).hops())
                .extracting(Hop::id)
                .containsExactly(
                        "request-client",
                        "request-pod-to-node",
                        "request-wire",
                        "request-node-to-pod",
                        "both-server",
                        "reply-pod-to-node",
                        "reply-wire",
                        "reply-node-to-pod",
                        "reply-client");
    }

    @Test
    void clocksThatDifferChangeNothingButThatTheWireIsKnownInBothDirectionsTogether() {
        Map<String, Long> shared = medians(breakdown(TUNNELLED, TUNNEL_PARTS, 0, true));
        HopBreakdown apart = breakdown(TUNNELLED, TUNNEL_PARTS, -7_000_000_000L, false);
        assertThat(apart.complete()).isEqualTo(3);
        assertThat(apart.agreement().largestDifferenceNs()).isZero();
        shared.keySet().removeAll(List.of("request-wire", "reply-wire"));
        shared.put("both-wire", 4_000L + 1_000L);
        assertThat(medians(apart)).containsExactlyInAnyOrderEntriesOf(shared);
    }

    @Test
    void clocksThatDifferAndAreSaidToBeOneLeaveNothingToCount() {
        assertThat(breakdown(TUNNELLED, TUNNEL_PARTS, -7_000_000_000L, true).complete()).isZero();
    }

    @Test
    void aTunnelThatHandsOnTheUplinksTimesTellsNothing() {
        List<Long> parts = new ArrayList<>(TUNNEL_PARTS);
        parts.set(4, 0L);
        HopBreakdown breakdown = breakdown(TUNNELLED, parts, 0, true);
        assertThat(medians(breakdown))
                .doesNotContainKey("request-decapsulation")
                .containsEntry("request-node-to-pod", 6L)
                .containsEntry("reply-decapsulation", 200L);
        assertThat(breakdown.hops())
                .filteredOn(hop -> hop.id().equals("request-node-to-pod"))
                .containsExactly(
                        new Hop(
                                HopTimes.Direction.REQUEST,
                                HopTimes.Part.NODE_TO_POD,
                                "SERVER_UPLINK",
                                "SERVER_POD"));
    }

    @Test
    void roundTripsThatWereNotSeenWholeDoNotCount() {
        List<HopStop> stops = stops(PLAIN, PLAIN_PARTS, 0);
        AgentEvent.TagsTimed wire = stops.get(1).times();
        List<Integer> tags = new ArrayList<>(wire.tags());
        List<Long> times = new ArrayList<>(wire.timesNs());
        tags.set(0, 99); // the first request was not seen here
        tags.add(tags.get(2)); // the second twice
        times.add(times.get(2) + 5);
        stops.set(
                1,
                new HopStop(
                        stops.get(1).place(),
                        stops.get(1).capturePoint(),
                        new AgentEvent.TagsTimed(wire.capture(), tags, times)));
        assertThat(HopBreakdown.of(stops, roundTrips(PLAIN_PARTS, 0), true).complete())
                .isEqualTo(1);
    }

    @Test
    void partsThatMissTheRoundTripAreCountedAgainstTheStatedError() {
        List<HopStop> stops = stops(PLAIN, PLAIN_PARTS, 0);
        HopTimes.Agreement agreement =
                HopBreakdown.of(stops, roundTrips(PLAIN_PARTS, 41), true).agreement();
        assertThat(agreement).isEqualTo(new HopTimes.Agreement(0, 41, 40, 40));
        assertThat(HopBreakdown.of(stops, roundTrips(PLAIN_PARTS, -40), true).agreement())
                .isEqualTo(new HopTimes.Agreement(3, 40, 40, 40));
    }

    private static Map<String, Long> medians(HopBreakdown breakdown) {
        Map<String, Long> medians = new LinkedHashMap<>();
        breakdown
                .histograms()
                .forEach((name, histogram) ->
                        medians.put(
                                name,
                                histogram.lowestEquivalentValue(
                                        histogram.getValueAtPercentile(50))));
        medians.keySet().removeAll(List.of(HopTimes.SUM, HopTimes.CAPTURED));
        return medians;
    }

    /// @param skewNs how far the server's node is ahead of the client's
    private static HopBreakdown breakdown(
            List<HopPlace> places, List<Long> parts, long skewNs, boolean oneClock) {
        return HopBreakdown.of(stops(places, parts, skewNs), roundTrips(parts, 0), oneClock);
    }

    private static List<HopStop> stops(List<HopPlace> places, List<Long> parts, long skewNs) {
        List<HopStop> stops = new ArrayList<>();
        for (int place = 0; place < places.size(); place++) {
            long skew = places.get(place).onClientNode() ? 0 : skewNs;
            List<Integer> tags = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            for (int tag = 1; tag <= 3; tag++) {
                long sent = START + tag * 1_000_000L + skew;
                tags.add(tag);
                times.add(sent + sum(parts, place + 1));
                tags.add(tag | Probe.ANSWER_BIT);
                times.add(sent + sum(parts, parts.size() - 1 - place));
            }
            stops.add(
                    new HopStop(
                            places.get(place),
                            places.get(place).name(),
                            new AgentEvent.TagsTimed(
                                    new AgentEvent.CaptureDone(6, 0, 0, "", Map.of()),
                                    tags,
                                    times)));
        }
        return stops;
    }

    private static long sum(List<Long> parts, int count) {
        return parts.stream().limit(count).mapToLong(Long::longValue).sum();
    }

    /// @param offNs by how much the steady clock disagrees
    private static List<TimedRoundTrip> roundTrips(List<Long> parts, long offNs) {
        List<TimedRoundTrip> roundTrips = new ArrayList<>();
        for (int tag = 1; tag <= 3; tag++) {
            long sent = START + tag * 1_000_000L;
            long length = sum(parts, parts.size());
            roundTrips.add(new TimedRoundTrip(tag, sent, sent + length, length + offNs, 40));
        }
        return roundTrips;
    }
}
