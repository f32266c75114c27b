package dev.wiregauge.result;

import dev.wiregauge.scenario.Mode;

import java.util.Optional;

/// What one TCP stream of a known size cost on the sending node's uplink, by two counters of the
/// same link.
///
/// The interface counts what the stack hands to it: super-frames of up to 64 KiB, whose headers
/// stand for those of dozens of packets. The queue (qdisc) before it counts what will leave: it
/// adds the headers that segmentation is going to repeat. Captures see what the interface sees.
///
/// @param queue kind of the qdisc that counted, such as `pfifo`
/// @param payloadBytes that the sender's program handed over and the receiver's got
/// @param retransmits segments sent again; their bytes are in both counts
/// @param byInterface what the uplink's own counters rose by; empty without a Pass
/// @param byQueue what the counters of its queue rose by; empty without a Pass
public record BulkOverhead(
        Mode mode,
        WireProof.Endpoint from,
        WireProof.Endpoint to,
        String queue,
        long payloadBytes,
        long retransmits,
        Optional<Count> byInterface,
        Optional<Count> byQueue,
        Verdict verdict) {

    /// @param bytes with Ethernet headers, without preamble, checksum and gap
    public record Count(long packets, long bytes) {
        /// Bytes that were not payload, for each byte that was.
        public double overhead(long payloadBytes) {
            return (double) (bytes - payloadBytes) / payloadBytes;
        }
    }

    /// Packets that left, by the queue. Empty where it cannot know: the super-frames of a tunnel
    /// made by an eBPF program do not say how many packets they become, and count as none; their
    /// bytes are right all the same.
    public Optional<Long> packetsOnTheWire() {
        return byQueue.map(Count::packets)
                .filter(packets ->
                        packets >= byInterface.map(Count::packets).orElse(Long.MAX_VALUE));
    }

    /// Headers of an average packet on the wire: those of acknowledgements and retransmitted
    /// payload are in it too.
    public Optional<Double> headerBytesPerPacket() {
        return packetsOnTheWire()
                .flatMap(packets ->
                        byQueue.map(count -> (double) (count.bytes() - payloadBytes) / packets));
    }
}
