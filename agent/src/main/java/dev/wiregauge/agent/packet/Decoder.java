package dev.wiregauge.agent.packet;

import java.util.Objects;

/// Takes frames apart into records, one [Layer] for each header.
///
/// Never throws for what a frame holds: every length is checked before it is used, and what does
/// not fit becomes a [Problem]. Safe for several threads at once.
public final class Decoder {
    private final TunnelPorts ports;

    public Decoder(TunnelPorts ports) {
        this.ports = ports;
    }

    /// @param bytes holds the frame from `start` on; not kept
    /// @param capturedBytes how many of the frame's bytes are in the array
    /// @param wireBytes how many the frame had on the wire
    /// @throws IndexOutOfBoundsException if the array does not hold the captured bytes
    public Packet decode(LinkType link, byte[] bytes, int start, int capturedBytes, int wireBytes) {
        Objects.checkFromIndexSize(start, capturedBytes, bytes.length);
        // a file may claim fewer bytes on the wire than it holds; what it holds was there
        int honestWireBytes = Math.max(capturedBytes, wireBytes);
        Walk walk = new Walk(bytes, start, start, capturedBytes, honestWireBytes);
        return run(walk, first(link), 0);
    }

    /// The packet that an ICMP error quotes; offsets still count from the start of the frame.
    Packet quoted(Protocol first, Walk outer, int headerBytes, int wireBytes, int quoteDepth) {
        int capturedBytes = Math.min(outer.capturedBytes() - headerBytes, wireBytes);
        Walk walk =
                new Walk(
                        outer.bytes,
                        outer.frameStart,
                        outer.position + headerBytes,
                        capturedBytes,
                        wireBytes);
        walk.partial = true;
        return run(walk, first, quoteDepth);
    }

    private Packet run(Walk walk, Protocol first, int quoteDepth) {
        Protocol next = first;
        while (next != Protocol.END) {
            if (walk.layers.size() == Walk.MAX_LAYERS) {
                walk.tooDeep(next);
                break;
            }
            next = step(next, walk, quoteDepth);
        }
        return walk.finish();
    }

    private Protocol step(Protocol protocol, Walk walk, int quoteDepth) {
        return switch (protocol) {
            case ETHERNET -> LinkHeaders.ethernet(walk);
            case VLAN -> LinkHeaders.vlan(walk);
            case LINUX_SLL -> LinkHeaders.linuxCooked(walk);
            case LINUX_SLL2 -> LinkHeaders.linuxCooked2(walk);
            case BSD_LOOPBACK -> LinkHeaders.bsdLoopback(walk);
            case RAW_IP -> LinkHeaders.rawIp(walk);
            case MPLS -> LinkHeaders.mpls(walk);
            case ARP -> LinkHeaders.arp(walk);
            case IPV4 -> IpHeaders.ipv4(walk);
            case IPV6 -> IpHeaders.ipv6(walk);
            case AH -> IpHeaders.ah(walk);
            case ICMP -> TransportHeaders.icmp(walk, this, quoteDepth);
            case ICMPV6 -> TransportHeaders.icmpv6(walk, this, quoteDepth);
            case TCP -> TransportHeaders.tcp(walk);
            case UDP -> UdpHeaders.udp(walk, ports);
            case GRE -> TunnelHeaders.gre(walk);
            case ERSPAN -> TunnelHeaders.erspan(walk);
            case VXLAN -> TunnelHeaders.vxlan(walk, false);
            case VXLAN_GPE -> TunnelHeaders.vxlan(walk, true);
            case GENEVE -> TunnelHeaders.geneve(walk);
            case WIREGUARD -> TunnelHeaders.wireGuard(walk);
            case ESP -> TunnelHeaders.esp(walk);
            case DATA -> data(walk);
            case END -> Protocol.END;
        };
    }

    private static Protocol data(Walk walk) {
        if (walk.wireBytes() > 0) {
            walk.layers.add(new Layer.Data(walk.offset(), walk.wireBytes()));
        }
        return Protocol.END;
    }

    static Protocol first(LinkType link) {
        return switch (link) {
            case ETHERNET -> Protocol.ETHERNET;
            case NULL, LOOP -> Protocol.BSD_LOOPBACK;
            case RAW -> Protocol.RAW_IP;
            case IPV4 -> Protocol.IPV4;
            case IPV6 -> Protocol.IPV6;
            case LINUX_SLL -> Protocol.LINUX_SLL;
            case LINUX_SLL2 -> Protocol.LINUX_SLL2;
        };
    }
}
