package dev.wiregauge.agent.packet;

/// What a [HeaderScan] found in a frame: positions and numbers, no objects.
///
/// "Outer" is the first IP header, "inner" the last: without a tunnel both are the same. Holds
/// until the next scan.
public abstract sealed class ScannedHeaders permits ScanCursor {
    static final int ABSENT = -1;

    byte[] bytes = new byte[0];
    int ipHeaders;
    TunnelKind tunnel = TunnelKind.NONE;
    int tunnelCount;
    int vni;
    int outerAt;
    int outerBytes;
    int outerTransportAt;
    int outerProtocol;
    boolean outerFragment;
    int innerAt;
    int innerBytes;
    int protocol;
    int fragmentOffset;
    boolean moreFragments;
    boolean lengthFromFrame;
    int transportAt;
    int transportBytes;
    int transportCaptured;
    boolean snapped;
    boolean faulty;

    /// IP headers seen; 0 for ARP and everything else that is not IP.
    public final int ipHeaders() {
        return ipHeaders;
    }

    /// The outermost tunnel.
    public final TunnelKind tunnel() {
        return tunnel;
    }

    /// Network of the outermost VXLAN or Geneve header; -1 without one.
    public final int vni() {
        return vni;
    }

    /// Index of the outer IP header.
    public final int outerAt() {
        return outerAt;
    }

    public final int innerAt() {
        return innerAt;
    }

    public final boolean outerIsIpv6() {
        return bytes[outerAt] >>> 4 == 6;
    }

    public final boolean innerIsIpv6() {
        return bytes[innerAt] >>> 4 == 6;
    }

    /// Length of the IP packet on the link.
    public final int outerBytes() {
        return outerBytes;
    }

    public final int innerBytes() {
        return innerBytes;
    }

    public final int overheadBytes() {
        return outerBytes - innerBytes;
    }

    /// Protocol number behind the outer IP header and its extensions.
    public final int outerProtocol() {
        return outerProtocol;
    }

    /// UDP source port of the tunnel, or -1 where its outer protocol is not UDP.
    public final int outerSourcePort() {
        return outerTransportAt == ABSENT ? ABSENT : BigEndian.u16(bytes, outerTransportAt);
    }

    public final int outerDestinationPort() {
        return outerTransportAt == ABSENT ? ABSENT : BigEndian.u16(bytes, outerTransportAt + 2);
    }

    public final boolean outerDontFragment() {
        return outerIsIpv6() || (bytes[outerAt + 6] & 0x40) != 0;
    }

    public final boolean innerDontFragment() {
        return innerIsIpv6() || (bytes[innerAt + 6] & 0x40) != 0;
    }

    public final boolean outerIsFragment() {
        return outerFragment;
    }

    public final boolean innerIsFragment() {
        return moreFragments || fragmentOffset > 0;
    }

    /// Where the inner fragment's payload belongs; 0 for a whole packet.
    public final int fragmentOffsetBytes() {
        return fragmentOffset;
    }

    /// Whether an IP header said 0, and the frame's own length was taken.
    public final boolean lengthFromFrame() {
        return lengthFromFrame;
    }

    /// Protocol number behind the inner IP header and its extensions.
    public final int protocol() {
        return protocol;
    }

    /// Index of the inner TCP, UDP or ICMP header, or -1 where it is not here or not whole.
    public final int transportAt() {
        return transportAt;
    }

    public final int sourcePort() {
        return BigEndian.u16(bytes, transportAt);
    }

    public final int destinationPort() {
        return BigEndian.u16(bytes, transportAt + 2);
    }

    /// From the transport header to the end of the packet, as far as lengths can be believed.
    public final int transportBytes() {
        return transportBytes;
    }

    public final boolean isTcp() {
        return protocol == 6 && transportAt != ABSENT;
    }

    public final boolean isUdp() {
        return protocol == 17 && transportAt != ABSENT;
    }

    public final int tcpSequence() {
        return BigEndian.i32(bytes, transportAt + 4);
    }

    public final int tcpAcknowledgement() {
        return BigEndian.i32(bytes, transportAt + 8);
    }

    public final int tcpFlags() {
        return BigEndian.u8(bytes, transportAt + 13);
    }

    /// By the IP header's length.
    public final int tcpPayloadBytes() {
        int headerBytes = (BigEndian.u8(bytes, transportAt + 12) >>> 4) * 4;
        return Math.max(0, transportBytes - headerBytes);
    }

    /// The MSS option of this header, or -1.
    public final int tcpMss() {
        int headerBytes = (BigEndian.u8(bytes, transportAt + 12) >>> 4) * 4;
        int end = transportAt + Math.min(headerBytes, transportCaptured);
        int at = transportAt + 20;
        while (at + 1 < end) {
            int kind = bytes[at];
            if (kind == 0) {
                return ABSENT;
            }
            if (kind == 1) {
                at++;
                continue;
            }
            int length = BigEndian.u8(bytes, at + 1);
            if (length < 2 || at + length > end) {
                return ABSENT;
            }
            if (kind == 2 && length == 4) {
                return BigEndian.u16(bytes, at + 2);
            }
            at += length;
        }
        return ABSENT;
    }

    /// Whether the capture kept too little of the frame to see all its headers.
    public final boolean snapped() {
        return snapped;
    }

    /// Whether the frame contradicts itself; what was found before that point stands.
    public final boolean faulty() {
        return faulty;
    }
}
