package dev.wiregauge.agent.packet;

import java.util.Optional;

/// What a TCP header's options say.
///
/// @param mssBytes largest segment that the sender of a SYN wants to get (RFC 9293)
/// @param windowScale shift of the window field (RFC 7323)
/// @param sackBlocks blocks of received data reported (RFC 2018)
public record TcpOptions(
        Optional<Integer> mssBytes,
        Optional<Integer> windowScale,
        boolean sackPermitted,
        int sackBlocks,
        Optional<Timestamps> timestamps) {
    public static final TcpOptions NONE =
            new TcpOptions(Optional.empty(), Optional.empty(), false, 0, Optional.empty());

    /// @param value the sender's clock
    /// @param echo of the other side's clock
    public record Timestamps(long value, long echo) {}
}
