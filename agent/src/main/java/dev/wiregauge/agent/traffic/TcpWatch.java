package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.agent.linux.TcpInfo;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.TcpSeries;
import dev.wiregauge.scenario.Timing;

import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Reads TCP_INFO of one sending socket at every edge of an interval; the retransmits of a window
/// are counted from its start.
///
/// Does not allocate after construction. Used by the sending thread, on its own clock: edges differ
/// from the receiver's by the time that the go needs to cross.
final class TcpWatch {
    private final Socket socket;
    private final TcpInfo info = new TcpInfo();
    private final long warmupEndNs;
    private final long intervalNs;
    private final long[] retransmits;
    private final long[] readAtNs;
    private final int[] rttMicros;
    private final int[] congestionWindow;
    private final long[] deliveryBytesPerSecond;
    private final long[] pacingBytesPerSecond;
    private final int[] pathMtuBytes;
    private long nextEdgeNs;
    private int edges;
    private int firstDataSegments;
    private int lastDataSegments;

    TcpWatch(Socket socket, Timing timing, long goNs) {
        this.socket = socket;
        warmupEndNs = goNs + timing.warmup().toNanos();
        nextEdgeNs = warmupEndNs;
        intervalNs = timing.interval().toNanos();
        retransmits = new long[(int) (timing.duration().toNanos() / intervalNs) + 2];
        readAtNs = new long[retransmits.length];
        rttMicros = new int[retransmits.length];
        congestionWindow = new int[retransmits.length];
        deliveryBytesPerSecond = new long[retransmits.length];
        pacingBytesPerSecond = new long[retransmits.length];
        pathMtuBytes = new int[retransmits.length];
    }

    void look(long nowNs) {
        if (nowNs - nextEdgeNs < 0 || edges == retransmits.length) {
            return;
        }
        socket.readTcpInfo(info);
        while (nowNs - nextEdgeNs >= 0 && edges < retransmits.length) {
            keep(nowNs);
            nextEdgeNs += intervalNs;
        }
    }

    private void keep(long nowNs) {
        if (edges == 0) {
            firstDataSegments = info.dataSegments();
        }
        lastDataSegments = info.dataSegments();
        readAtNs[edges] = nowNs - warmupEndNs;
        retransmits[edges] = info.retransmits();
        rttMicros[edges] = info.rttMicros();
        congestionWindow[edges] = info.congestionWindow();
        deliveryBytesPerSecond[edges] = info.deliveryBytesPerSecond();
        pacingBytesPerSecond[edges] = info.pacingBytesPerSecond();
        pathMtuBytes[edges] = info.pathMtuBytes();
        edges++;
    }

    /// What the socket said over time, as stream 0, thinned to [TcpSeries#MAX_POINTS].
    TcpSeries series() {
        // edges that passed during a stall share one reading, which is one point
        int[] kept =
                IntStream.range(0, edges)
                        .filter(i -> i == 0 || readAtNs[i] != readAtNs[i - 1])
                        .toArray();
        int step = Math.max(1, Math.ceilDiv(kept.length, TcpSeries.MAX_POINTS));
        int[] thinned =
                IntStream.range(0, kept.length)
                        .filter(i -> i % step == 0)
                        .map(i -> kept[i])
                        .toArray();
        return new TcpSeries(
                0,
                longs(thinned, i -> readAtNs[i]),
                ints(thinned, i -> rttMicros[i]),
                ints(thinned, i -> congestionWindow[i]),
                longs(thinned, i -> retransmits[i] - retransmits[0]),
                longs(thinned, i -> bitsPerSecond(deliveryBytesPerSecond[i])),
                longs(thinned, i -> bitsPerSecond(pacingBytesPerSecond[i])),
                ints(thinned, i -> pathMtuBytes[i]));
    }

    /// All of it, while the connection still stands.
    DataMessage.SenderReport report() {
        return new DataMessage.SenderReport(
                facts(),
                IntStream.range(0, edges).mapToObj(i -> retransmits[i] - retransmits[0]).toList(),
                series());
    }

    /// An unpaced socket says ~0, which has no number of bits.
    private static long bitsPerSecond(long bytesPerSecond) {
        return bytesPerSecond < 0 || bytesPerSecond > Long.MAX_VALUE / Byte.SIZE
                ? Long.MAX_VALUE
                : bytesPerSecond * Byte.SIZE;
    }

    private static List<Long> longs(int[] kept, IntToLongFunction value) {
        return IntStream.of(kept).mapToLong(value).boxed().toList();
    }

    private static List<Integer> ints(int[] kept, IntUnaryOperator value) {
        return IntStream.of(kept).map(value).boxed().toList();
    }

    /// Segments sent again from the start of the window until this long after it.
    long retransmitsUntil(long sinceStartNs) {
        if (edges == 0) {
            return 0;
        }
        long edge = (sinceStartNs + intervalNs / 2) / intervalNs;
        return retransmits[(int) Math.min(edge, edges - 1)] - retransmits[0];
    }

    long retransmits() {
        return edges == 0 ? 0 : retransmits[edges - 1] - retransmits[0];
    }

    /// As of now, while the connection still stands; the retransmits are those of the window.
    Measurement.TcpFacts facts() {
        socket.readTcpInfo(info);
        return new Measurement.TcpFacts(
                socket.congestionControl(),
                info.mssBytes(),
                info.pathMtuBytes(),
                info.congestionWindow(),
                info.rttMicros(),
                retransmits(),
                Optional.of(socket.get(SocketOption.SEND_BUFFER)),
                Optional.empty(),
                Optional.of(Integer.toUnsignedLong(lastDataSegments - firstDataSegments)));
    }
}
