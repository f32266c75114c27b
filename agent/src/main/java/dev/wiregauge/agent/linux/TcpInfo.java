package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// One reading of `struct tcp_info` (include/uapi/linux/tcp.h), taken again by
/// [Socket#readTcpInfo].
///
/// Reading and looking do not allocate. Fields beyond what the kernel filled are 0.
public final class TcpInfo {
    /// Up to and including `tcpi_bytes_retrans` (Linux 4.19).
    static final int BYTES = 216;

    private static final int SND_MSS = 16;
    private static final int PMTU = 60;
    private static final int RTT = 68;
    private static final int SND_CWND = 80;
    private static final int TOTAL_RETRANS = 100;
    private static final int PACING_RATE = 104;
    private static final int MIN_RTT = 148;
    private static final int DATA_SEGS_OUT = 156;
    private static final int DELIVERY_RATE = 160;

    private final MemorySegment segment = Arena.ofAuto().allocate(BYTES, 8);
    private final MemorySegment length = Arena.ofAuto().allocate(JAVA_INT);

    MemorySegment segment() {
        return segment;
    }

    /// Set to the room there is, before every reading.
    MemorySegment length() {
        length.set(JAVA_INT, 0, BYTES);
        return length;
    }

    public int mssBytes() {
        return segment.get(JAVA_INT, SND_MSS);
    }

    public int pathMtuBytes() {
        return segment.get(JAVA_INT, PMTU);
    }

    public int rttMicros() {
        return segment.get(JAVA_INT, RTT);
    }

    public int minRttMicros() {
        return segment.get(JAVA_INT, MIN_RTT);
    }

    /// In segments.
    public int congestionWindow() {
        return segment.get(JAVA_INT, SND_CWND);
    }

    /// Segments sent again since the connection began.
    public int retransmits() {
        return segment.get(JAVA_INT, TOTAL_RETRANS);
    }

    /// Segments with data sent since the connection began, as 32 bits that wrap.
    public int dataSegments() {
        return segment.get(JAVA_INT, DATA_SEGS_OUT);
    }

    public long pacingBytesPerSecond() {
        return segment.get(JAVA_LONG, PACING_RATE);
    }

    public long deliveryBytesPerSecond() {
        return segment.get(JAVA_LONG, DELIVERY_RATE);
    }
}
