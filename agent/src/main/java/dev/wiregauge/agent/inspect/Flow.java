package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.packet.ScannedHeaders;
import dev.wiregauge.agent.packet.TunnelKind;
import dev.wiregauge.result.Inspection;

import java.util.Locale;
import java.util.Optional;

/// What one direction of a conversation did, counted packet by packet.
///
/// Sequence numbers are compared modulo 2^32, as TCP does (RFC 9293 section 3.4).
final class Flow {
    /// Larger than any link's packet outside of super-computers: 9000 and headers.
    static final int JUMBO_BYTES = 9216;

    private static final int FIN_OR_SYN = 3;
    private static final int SYN = 2;
    private static final int ACK = 16;

    /// Sendings of one segment that ordinary loss does not reach often.
    private static final int STALL_SENDINGS = 3;

    final FlowKey key;
    final Signatures signatures = new Signatures();
    private final ByteCounts overheads = new ByteCounts();
    private Flow other = this;
    private boolean paired;
    private long packets;
    private long innerBytes;
    private long outerBytes;
    private int largestInner;
    private int largestOuter;
    private long dontFragment;
    private long fragments;
    private long superFrames;
    private int mss = -1;
    private boolean sent;
    private int highest;
    private long retransmissions;
    private int repeatedSequence;
    private int repeatedBytes;
    private int repeats;
    private int worstSequence;
    private int worstBytes;
    private int worstTimes;
    private int pendingEnd;
    private int pendingBytes;
    private int largestAcknowledged;
    private boolean hasAcknowledged;
    private int acknowledged;

    Flow(FlowKey key) {
        this.key = key;
    }

    void pair(Flow reverse) {
        other = reverse;
        reverse.other = this;
        paired = true;
        reverse.paired = true;
    }

    long packets() {
        return packets;
    }

    long innerBytes() {
        return innerBytes;
    }

    int mss() {
        return mss;
    }

    long retransmissions() {
        return retransmissions;
    }

    /// @return whether the packet is a super-frame
    boolean count(ScannedHeaders headers) {
        packets++;
        int inner = headers.innerBytes();
        innerBytes += inner;
        outerBytes += headers.outerBytes();
        largestOuter = Math.max(largestOuter, headers.outerBytes());
        boolean fragment = headers.innerIsFragment() || headers.outerIsFragment();
        if (headers.ipHeaders() > 1 && !fragment) {
            overheads.add(headers.overheadBytes());
        }
        fragments += fragment ? 1 : 0;
        dontFragment += headers.innerDontFragment() ? 1 : 0;
        boolean superFrame = headers.lengthFromFrame() || inner > JUMBO_BYTES;
        if (headers.isTcp()) {
            int payload = headers.tcpPayloadBytes();
            superFrame |= paired && other.mss > 0 && payload > other.mss;
            tcp(headers, payload, inner);
        }
        superFrames += superFrame ? 1 : 0;
        largestInner = superFrame ? largestInner : Math.max(largestInner, inner);
        return superFrame;
    }

    private void tcp(ScannedHeaders headers, int payload, int inner) {
        int flags = headers.tcpFlags();
        if ((flags & SYN) != 0) {
            mss = headers.tcpMss();
        }
        if ((flags & ACK) != 0) {
            acknowledge(headers.tcpAcknowledgement());
        }
        int length = payload + ((flags & FIN_OR_SYN) != 0 ? 1 : 0);
        if (length == 0) {
            return;
        }
        int sequence = headers.tcpSequence();
        int end = sequence + length;
        if (!sent || end - highest > 0) {
            sent = true;
            highest = end;
            repeats = 0;
            if (pendingBytes < inner) {
                pendingBytes = inner;
                pendingEnd = end;
            }
        } else {
            repeated(sequence, inner);
        }
    }

    private void repeated(int sequence, int inner) {
        retransmissions++;
        if (repeats > 0 && sequence == repeatedSequence) {
            repeats++;
        } else {
            repeats = 2;
            repeatedSequence = sequence;
            repeatedBytes = inner;
        }
        if (repeats > worstTimes) {
            worstTimes = repeats;
            worstSequence = repeatedSequence;
            worstBytes = repeatedBytes;
        }
    }

    private void acknowledge(int number) {
        if (!hasAcknowledged || number - acknowledged > 0) {
            hasAcknowledged = true;
            acknowledged = number;
        }
        if (other.pendingBytes > 0 && number - other.pendingEnd >= 0) {
            other.largestAcknowledged = Math.max(other.largestAcknowledged, other.pendingBytes);
            other.pendingBytes = 0;
        }
    }

    Inspection.Endpoint source() {
        return endpoint(key.source().toString(), key.sourcePort);
    }

    Inspection.Endpoint destination() {
        return endpoint(key.destination().toString(), key.destinationPort);
    }

    private Inspection.Endpoint endpoint(String address, int port) {
        return new Inspection.Endpoint(
                address, key.hasPorts() && port > 0 ? Optional.of(port) : Optional.empty());
    }

    String protocol() {
        return switch (key.protocol) {
            case 1, 58 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            default -> Integer.toString(key.protocol);
        };
    }

    static String name(TunnelKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    Inspection.Flow facts() {
        return new Inspection.Flow(
                source(),
                destination(),
                protocol(),
                name(key.tunnel),
                packets,
                innerBytes,
                outerBytes,
                overheads.toMap(),
                largestInner,
                largestOuter,
                dontFragment,
                fragments,
                superFrames,
                mss > 0 ? Optional.of(mss) : Optional.empty(),
                retransmissions,
                stall());
    }

    Optional<Inspection.Stall> stall() {
        if (worstTimes < STALL_SENDINGS) {
            return Optional.empty();
        }
        boolean arrived = other.hasAcknowledged && other.acknowledged - worstSequence > 0;
        return Optional.of(
                new Inspection.Stall(worstBytes, worstTimes, arrived, largestAcknowledged));
    }
}
