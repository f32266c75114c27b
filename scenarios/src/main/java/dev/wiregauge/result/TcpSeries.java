package dev.wiregauge.result;

import dev.wiregauge.scenario.Ranges;

import java.util.List;
import java.util.stream.IntStream;

/// What TCP_INFO (tcp(7), `struct tcp_info`) of one sending socket said at the edges of the
/// intervals. All lists are equally long; entry `i` of each belongs to the reading at `atNs[i]`.
///
/// @param stream counts from 0 in the order of connecting
/// @param atNs when it was read, on the sender's clock, from the end of warm-up
/// @param rttMicros smoothed round-trip time
/// @param congestionWindow in segments
/// @param retransmits segments sent again since the first reading
/// @param deliveryBitsPerSecond the newest estimate of the rate at which data was acknowledged
/// @param pacingBitsPerSecond the rate that the kernel paces sending to
/// @param pathMtuBytes what the kernel took the path MTU to be
public record TcpSeries(
        int stream,
        List<Long> atNs,
        List<Integer> rttMicros,
        List<Integer> congestionWindow,
        List<Long> retransmits,
        List<Long> deliveryBitsPerSecond,
        List<Long> pacingBitsPerSecond,
        List<Integer> pathMtuBytes) {
    /// More streams than these are not recorded one by one.
    public static final int MAX_STREAMS = 16;

    /// Readings of one trial, over all streams; of more, every second, third and so on is kept.
    public static final int MAX_POINTS = 640;

    public TcpSeries {
        Ranges.check("stream", stream, 0, MAX_STREAMS - 1);
        atNs = List.copyOf(atNs);
        rttMicros = List.copyOf(rttMicros);
        congestionWindow = List.copyOf(congestionWindow);
        retransmits = List.copyOf(retransmits);
        deliveryBitsPerSecond = List.copyOf(deliveryBitsPerSecond);
        pacingBitsPerSecond = List.copyOf(pacingBitsPerSecond);
        pathMtuBytes = List.copyOf(pathMtuBytes);
        for (List<?> column :
                List.of(
                        rttMicros,
                        congestionWindow,
                        retransmits,
                        deliveryBitsPerSecond,
                        pacingBitsPerSecond,
                        pathMtuBytes)) {
            Ranges.check("readings of each kind", column.size(), atNs.size(), atNs.size());
        }
    }

    /// The first [#MAX_STREAMS], numbered anew, thinned to [#MAX_POINTS] in all.
    public static List<TcpSeries> bounded(List<TcpSeries> all) {
        int streams = Math.min(all.size(), MAX_STREAMS);
        return IntStream.range(0, streams)
                .mapToObj(i -> all.get(i).thinned(i, MAX_POINTS / streams))
                .toList();
    }

    private TcpSeries thinned(int number, int most) {
        int step = Math.max(1, Math.ceilDiv(atNs.size(), most));
        return new TcpSeries(
                number,
                every(step, atNs),
                every(step, rttMicros),
                every(step, congestionWindow),
                every(step, retransmits),
                every(step, deliveryBitsPerSecond),
                every(step, pacingBitsPerSecond),
                every(step, pathMtuBytes));
    }

    private static <T> List<T> every(int step, List<T> values) {
        return IntStream.range(0, values.size())
                .filter(i -> i % step == 0)
                .mapToObj(values::get)
                .toList();
    }
}
