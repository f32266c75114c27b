package dev.wiregauge.agent.inspect;

import dev.wiregauge.agent.packet.BigEndian;
import dev.wiregauge.agent.packet.IpAddress;
import dev.wiregauge.agent.packet.ScannedHeaders;
import dev.wiregauge.agent.packet.TunnelKind;

/// What tells flows apart: innermost addresses, ports and protocol, and the outermost tunnel.
///
/// One mutable key is filled for each packet and looked up; a flow keeps a copy of its own.
final class FlowKey {
    boolean ipv6;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int sourcePort;
    int destinationPort;
    int protocol;
    TunnelKind tunnel = TunnelKind.NONE;

    void of(ScannedHeaders headers, byte[] bytes) {
        addresses(headers.innerIsIpv6(), headers.innerAt(), bytes);
        protocol = headers.protocol();
        boolean hasPorts = headers.isTcp() || headers.isUdp();
        sourcePort = hasPorts ? headers.sourcePort() : 0;
        destinationPort = hasPorts ? headers.destinationPort() : 0;
        tunnel = headers.tunnel();
    }

    /// The outer addresses alone, with the tunnel.
    void outer(ScannedHeaders headers, byte[] bytes) {
        addresses(headers.outerIsIpv6(), headers.outerAt(), bytes);
        protocol = 0;
        sourcePort = 0;
        destinationPort = 0;
        tunnel = headers.tunnel();
    }

    private void addresses(boolean six, int at, byte[] bytes) {
        ipv6 = six;
        if (six) {
            sourceHigh = BigEndian.i64(bytes, at + 8);
            sourceLow = BigEndian.i64(bytes, at + 16);
            destinationHigh = BigEndian.i64(bytes, at + 24);
            destinationLow = BigEndian.i64(bytes, at + 32);
        } else {
            sourceHigh = 0;
            sourceLow = BigEndian.u32(bytes, at + 12);
            destinationHigh = 0;
            destinationLow = BigEndian.u32(bytes, at + 16);
        }
    }

    FlowKey copy() {
        FlowKey copy = new FlowKey();
        copy.ipv6 = ipv6;
        copy.sourceHigh = sourceHigh;
        copy.sourceLow = sourceLow;
        copy.destinationHigh = destinationHigh;
        copy.destinationLow = destinationLow;
        copy.sourcePort = sourcePort;
        copy.destinationPort = destinationPort;
        copy.protocol = protocol;
        copy.tunnel = tunnel;
        return copy;
    }

    /// The other direction of the same conversation.
    FlowKey reversed() {
        FlowKey other = copy();
        other.sourceHigh = destinationHigh;
        other.sourceLow = destinationLow;
        other.destinationHigh = sourceHigh;
        other.destinationLow = sourceLow;
        other.sourcePort = destinationPort;
        other.destinationPort = sourcePort;
        return other;
    }

    IpAddress source() {
        return ipv6 ? IpAddress.v6(sourceHigh, sourceLow) : IpAddress.v4((int) sourceLow);
    }

    IpAddress destination() {
        return ipv6
                ? IpAddress.v6(destinationHigh, destinationLow)
                : IpAddress.v4((int) destinationLow);
    }

    boolean hasPorts() {
        return protocol == 6 || protocol == 17;
    }

    boolean same(FlowKey other) {
        return sourceLow == other.sourceLow
                && destinationLow == other.destinationLow
                && sourcePort == other.sourcePort
                && destinationPort == other.destinationPort
                && protocol == other.protocol
                && sourceHigh == other.sourceHigh
                && destinationHigh == other.destinationHigh
                && tunnel == other.tunnel
                && ipv6 == other.ipv6;
    }

    int hash() {
        long mixed = sourceLow * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ destinationLow) * 0xC2B2_AE3D_27D4_EB4FL;
        mixed =
                (mixed ^ sourceHigh ^ Long.rotateLeft(destinationHigh, 32))
                        * 0x9E37_79B9_7F4A_7C15L;
        long rest = (long) sourcePort << 32 | (long) destinationPort << 16 | protocol << 4;
        mixed = (mixed ^ rest) * 0xC2B2_AE3D_27D4_EB4FL;
        return (int) (mixed >>> 32) ^ (int) mixed;
    }
}
