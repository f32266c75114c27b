package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.TcpInfo;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.scenario.Timing;

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
    private long nextEdgeNs;
    private int edges;

    TcpWatch(Socket socket, Timing timing, long goNs) {
        this.socket = socket;
        warmupEndNs = goNs + timing.warmup().toNanos();
        nextEdgeNs = warmupEndNs;
        intervalNs = timing.interval().toNanos();
        retransmits = new long[(int) (timing.duration().toNanos() / intervalNs) + 2];
    }

    void look(long nowNs) {
        if (nowNs - nextEdgeNs < 0 || edges == retransmits.length) {
            return;
        }
        socket.readTcpInfo(info);
        while (nowNs - nextEdgeNs >= 0 && edges < retransmits.length) {
            retransmits[edges++] = info.retransmits();
            nextEdgeNs += intervalNs;
        }
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
                retransmits());
    }
}
