package dev.wiregauge.agent.traffic;

import dev.wiregauge.scenario.Workload;

/// The shape of a bulk flow of datagrams.
///
/// @param segmented whether the kernel cuts and joins them
record DatagramTraffic(int payloadBytes, boolean segmented) {
    /// The most that UDP_SEGMENT takes at once: UDP_MAX_SEGMENTS of Linux before 6.9.
    private static final int MAX_SEGMENTS = 64;

    private static final int PLAIN_BATCH = 64;
    private static final int SEGMENTED_BATCH = 8;

    static DatagramTraffic of(Workload.UdpStream stream) {
        return new DatagramTraffic(stream.payloadBytes(), false);
    }

    static DatagramTraffic of(Workload.UdpStreamSegmented stream) {
        return new DatagramTraffic(stream.payloadBytes(), true);
    }

    /// Datagrams in one message of a system call.
    int segments() {
        return segmented
                ? Math.clamp(Workload.MAX_DATAGRAM_BYTES / payloadBytes, 1, MAX_SEGMENTS)
                : 1;
    }

    /// Messages in one system call.
    int messages() {
        return segmented ? SEGMENTED_BATCH : PLAIN_BATCH;
    }

    /// What UDP_GRO joined may be as long as an IP packet.
    long receiveStrideBytes() {
        return segmented ? 1 << 16 : (payloadBytes + 127L) & ~63L;
    }
}
