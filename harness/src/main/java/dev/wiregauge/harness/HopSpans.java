package dev.wiregauge.harness;

import dev.wiregauge.result.HopTimes.Direction;
import dev.wiregauge.result.HopTimes.Hop;
import dev.wiregauge.result.HopTimes.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Into which parts a round trip falls, from one capture point to the next. Pure.
///
/// A tunnel device may hand on the time at which the packet came in at the uplink (Linux keeps a
/// stamp that is there when it takes the outer header off, in skb_scrub_packet). Where it did so
/// every time, it tells nothing of its own and is left out.
final class HopSpans {
    private static final String CLIENT = "client";

    private final List<HopStop> stops;
    private final boolean oneClock;
    private final List<Span> spans = new ArrayList<>();

    private record Span(Hop hop, ToLongFunction<HopMoments> length) {}

    private HopSpans(List<HopStop> stops, boolean oneClock) {
        this.stops = stops;
        this.oneClock = oneClock;
    }

    /// @param stops in the order that a request passes them, an uplink of each node among them
    /// @param oneClock whether all stops and the client read the same clock
    static HopSpans of(List<HopStop> stops, List<HopMoments> moments, boolean oneClock) {
        HopSpans spans = new HopSpans(stops, oneClock);
        spans.request(spans.telling(moments, HopPlace.SERVER_TUNNEL, HopMoments::request));
        spans.reply(spans.telling(moments, HopPlace.CLIENT_TUNNEL, HopMoments::reply).reversed());
        return spans;
    }

    List<Hop> hops() {
        return spans.stream().map(Span::hop).toList();
    }

    /// Lengths in nanoseconds, in the order of the hops. Empty where one is negative: a clock was
    /// set meanwhile, or a packet passed in another order.
    Optional<List<Long>> lengths(HopMoments moments) {
        List<Long> lengths =
                spans.stream().map(span -> span.length().applyAsLong(moments)).toList();
        return lengths.stream().allMatch(length -> length >= 0)
                ? Optional.of(lengths)
                : Optional.empty();
    }

    /// Places in the list of stops, without that of a tunnel which packets leave by if its times
    /// are all the uplink's.
    private List<Integer> telling(
            List<HopMoments> moments, HopPlace tunnel, Function<HopMoments, List<Long>> times) {
        List<Integer> telling = new ArrayList<>();
        for (int i = 0; i < stops.size(); i++) {
            int here = i;
            int uplink = tunnel == HopPlace.SERVER_TUNNEL ? i - 1 : i + 1;
            boolean echo =
                    stops.get(i).place() == tunnel
                            && moments.stream()
                                    .map(times)
                                    .allMatch(at -> at.get(here).equals(at.get(uplink)));
            if (!echo) {
                telling.add(i);
            }
        }
        return telling;
    }

    private void request(List<Integer> telling) {
        int first = telling.getFirst();
        add(
                new Hop(Direction.REQUEST, Part.CLIENT, CLIENT, name(first)),
                m -> m.request().get(first) - m.roundTrip().sentAtNs());
        for (int i = 1; i < telling.size(); i++) {
            int from = telling.get(i - 1);
            int to = telling.get(i);
            Part part = stops.get(from).place().requestTo(stops.get(to).place());
            if (part == Part.WIRE && !oneClock) {
                add(new Hop(Direction.BOTH, part, name(from), name(to)), m -> wire(m, from, to));
            } else {
                add(
                        new Hop(Direction.REQUEST, part, name(from), name(to)),
                        m -> m.request().get(to) - m.request().get(from));
            }
        }
        int last = telling.getLast();
        add(
                new Hop(Direction.BOTH, Part.SERVER, name(last), name(last)),
                m -> m.reply().get(last) - m.request().get(last));
    }

    /// @param telling in the order that a reply passes
    private void reply(List<Integer> telling) {
        for (int i = 1; i < telling.size(); i++) {
            int from = telling.get(i - 1);
            int to = telling.get(i);
            Part part = stops.get(to).place().replyFrom(stops.get(from).place());
            if (part != Part.WIRE || oneClock) {
                add(
                        new Hop(Direction.REPLY, part, name(from), name(to)),
                        m -> m.reply().get(to) - m.reply().get(from));
            }
        }
        int last = telling.getLast();
        add(
                new Hop(Direction.REPLY, Part.CLIENT, name(last), CLIENT),
                m -> m.roundTrip().answeredAtNs() - m.reply().get(last));
    }

    /// Both crossings together, by two differences of which each needs one clock only.
    private static long wire(HopMoments moments, int near, int far) {
        long away = moments.reply().get(near) - moments.request().get(near);
        long there = moments.reply().get(far) - moments.request().get(far);
        return away - there;
    }

    private void add(Hop hop, ToLongFunction<HopMoments> length) {
        spans.add(new Span(hop, length));
    }

    private String name(int stop) {
        return stops.get(stop).capturePoint();
    }
}
