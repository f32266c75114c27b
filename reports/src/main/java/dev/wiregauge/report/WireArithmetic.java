package dev.wiregauge.report;

import dev.wiregauge.result.Measurement;

/// What a limited wire leaves for payload, from the sizes of headers alone.
///
/// A token bucket counts Ethernet frames without preamble, gap and checksum (tc-tbf: the length of
/// the sk_buff), so a full-size segment costs its MSS, 20 bytes of IPv4, 32 of TCP with timestamps,
/// the encapsulation and 14 of Ethernet.
///
/// @param mssBytes payload of a full-size segment, from TCP_INFO of these trials
/// @param overheadBytes of the encapsulation, from the wire proof of this run
public record WireArithmetic(
        long limitBitsPerSecond, int mssBytes, int overheadBytes, double measuredBitsPerSecond) {
    private static final int IPV4_BYTES = 20;
    private static final int TCP_BYTES = 20;
    private static final int TCP_TIMESTAMPS_BYTES = 12;
    private static final int ETHERNET_BYTES = 14;

    /// TCP_INFO's MSS is already without the timestamps option.
    static WireArithmetic of(
            long limitBitsPerSecond,
            Measurement.TcpFacts tcp,
            int overheadBytes,
            double measuredBitsPerSecond) {
        return new WireArithmetic(
                limitBitsPerSecond, tcp.mssBytes(), overheadBytes, measuredBitsPerSecond);
    }

    public int frameBytes() {
        return ETHERNET_BYTES
                + overheadBytes
                + IPV4_BYTES
                + TCP_BYTES
                + TCP_TIMESTAMPS_BYTES
                + mssBytes;
    }

    public double expectedBitsPerSecond() {
        return limitBitsPerSecond * (double) mssBytes / frameBytes();
    }

    /// Measured over expected; 1 means that the wire was the only limit.
    public double share() {
        return measuredBitsPerSecond / expectedBitsPerSecond();
    }
}
