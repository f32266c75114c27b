package dev.wiregauge.agent.packet;

import java.util.List;
import java.util.Optional;

/// One header of a packet. Offsets count from the start of the frame; lengths are bytes.
public sealed interface Layer {
    Protocol protocol();

    int offset();

    int headerBytes();

    /// What makes a tunnel: between two IP headers, one of these says of what kind. Plain IP in IP
    /// has none.
    sealed interface Tunnel extends Layer permits Gre, Erspan, Vxlan, Geneve, WireGuard, Esp {}

    /// IPv4 or IPv6.
    sealed interface Ip extends Layer permits Ipv4, Ipv6 {
        /// Length of the whole IP packet on its link, header included.
        int totalBytes();

        IpAddress source();

        IpAddress destination();

        /// Number of the protocol after the header and its extensions.
        int nextProtocol();

        int hopLimit();

        /// Whether routers may not fragment it: always so in IPv6.
        boolean dontFragment();

        boolean moreFragments();

        /// Position of this fragment's payload in the original payload.
        int fragmentOffsetBytes();

        /// Whether the length is the frame's, because the header says 0: a super-frame before
        /// segmentation (BIG TCP, or TSO of some systems).
        boolean lengthFromFrame();

        default boolean isFragment() {
            return moreFragments() || fragmentOffsetBytes() > 0;
        }
    }

    /// @param etherType a length instead where it is below 0x600 (IEEE 802.3)
    record Ethernet(int offset, MacAddress destination, MacAddress source, int etherType)
            implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.ETHERNET;
        }

        @Override
        public int headerBytes() {
            return 14;
        }
    }

    /// @param tagProtocol 0x8100 (802.1Q), 0x88a8 (802.1ad) or 0x9100
    record Vlan(int offset, int tagProtocol, int priority, int vlanId, int etherType)
            implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.VLAN;
        }

        @Override
        public int headerBytes() {
            return 4;
        }
    }

    /// The pseudo header that Linux makes for the device `any`.
    ///
    /// @param packetType 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 sent by us
    /// @param interfaceIndex known to version 2 only
    record LinuxCooked(
            int offset,
            int version,
            int packetType,
            int hardwareType,
            Optional<Integer> interfaceIndex,
            int etherType)
            implements Layer {
        @Override
        public Protocol protocol() {
            return version == 1 ? Protocol.LINUX_SLL : Protocol.LINUX_SLL2;
        }

        @Override
        public int headerBytes() {
            return version == 1 ? 16 : 20;
        }
    }

    record BsdLoopback(int offset, int family) implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.BSD_LOOPBACK;
        }

        @Override
        public int headerBytes() {
            return 4;
        }
    }

    /// One entry of a label stack (RFC 3032).
    record Mpls(int offset, int label, int trafficClass, boolean bottomOfStack, int ttl)
            implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.MPLS;
        }

        @Override
        public int headerBytes() {
            return 4;
        }
    }

    /// @param operation 1 request, 2 reply
    record Arp(
            int offset,
            int operation,
            MacAddress senderMac,
            IpAddress sender,
            MacAddress targetMac,
            IpAddress target)
            implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.ARP;
        }

        @Override
        public int headerBytes() {
            return 28;
        }
    }

    /// @param checksumValid of the header; the sender's kernel computes it even with offloads on
    record Ipv4(
            int offset,
            int headerBytes,
            int totalBytes,
            int trafficClass,
            int identification,
            boolean dontFragment,
            boolean moreFragments,
            int fragmentOffsetBytes,
            int hopLimit,
            int nextProtocol,
            boolean checksumValid,
            boolean lengthFromFrame,
            IpAddress source,
            IpAddress destination)
            implements Ip {
        @Override
        public Protocol protocol() {
            return Protocol.IPV4;
        }
    }

    /// @param headerBytes the fixed header and its extension headers
    /// @param extensions their protocol numbers, in order
    /// @param fragmentId of the fragment header, where there is one
    record Ipv6(
            int offset,
            int headerBytes,
            int totalBytes,
            int trafficClass,
            int flowLabel,
            List<Integer> extensions,
            Optional<Long> fragmentId,
            boolean moreFragments,
            int fragmentOffsetBytes,
            int hopLimit,
            int nextProtocol,
            boolean lengthFromFrame,
            IpAddress source,
            IpAddress destination)
            implements Ip {
        public Ipv6 {
            extensions = List.copyOf(extensions);
        }

        @Override
        public Protocol protocol() {
            return Protocol.IPV6;
        }

        @Override
        public boolean dontFragment() {
            return true;
        }
    }

    /// ICMP for IPv4 or IPv6.
    ///
    /// @param mtuBytes of frag-needed (RFC 1191) and packet-too-big (RFC 8201)
    /// @param quoted the packet that an error is about, as far as it was quoted
    record Icmp(
            int offset,
            int ipVersion,
            int type,
            int code,
            Optional<Integer> mtuBytes,
            Optional<Packet> quoted)
            implements Layer {
        @Override
        public Protocol protocol() {
            return ipVersion == 4 ? Protocol.ICMP : Protocol.ICMPV6;
        }

        @Override
        public int headerBytes() {
            return 8;
        }
    }

    /// @param payloadBytes by the IP header's length, also where the capture kept less
    record Tcp(
            int offset,
            int headerBytes,
            int sourcePort,
            int destinationPort,
            long sequence,
            long acknowledgement,
            int flags,
            int window,
            TcpOptions options,
            int payloadBytes)
            implements Layer {
        public static final int FIN = 1;
        public static final int SYN = 2;
        public static final int RST = 4;
        public static final int PSH = 8;
        public static final int ACK = 16;

        @Override
        public Protocol protocol() {
            return Protocol.TCP;
        }

        public boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /// @param lengthBytes of header and payload, as the header says
    record Udp(int offset, int sourcePort, int destinationPort, int lengthBytes, int checksum)
            implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.UDP;
        }

        @Override
        public int headerBytes() {
            return 8;
        }
    }

    /// @param etherType of what it carries
    /// @param nvgre whether it is RFC 7637: Ethernet, with a key whose upper 24 bits are the
    ///   virtual subnet
    record Gre(
            int offset,
            int headerBytes,
            int version,
            int etherType,
            boolean hasChecksum,
            Optional<Long> key,
            Optional<Long> sequence,
            boolean nvgre)
            implements Tunnel {
        @Override
        public Protocol protocol() {
            return Protocol.GRE;
        }
    }

    /// A mirrored frame's header, inside GRE.
    ///
    /// @param type 2 or 3; type 1 has no header of its own
    record Erspan(int offset, int headerBytes, int type, int vlanId, int sessionId)
            implements Tunnel {
        @Override
        public Protocol protocol() {
            return Protocol.ERSPAN;
        }
    }

    /// @param nextProtocol of the generic protocol extension (VXLAN-GPE); empty in plain VXLAN,
    ///   which always carries Ethernet
    record Vxlan(int offset, int flags, int vni, Optional<Integer> nextProtocol) implements Tunnel {
        @Override
        public Protocol protocol() {
            return Protocol.VXLAN;
        }

        @Override
        public int headerBytes() {
            return 8;
        }
    }

    record Geneve(
            int offset,
            int headerBytes,
            int vni,
            int etherType,
            boolean control,
            boolean critical,
            List<GeneveOption> options)
            implements Tunnel {
        public Geneve {
            options = List.copyOf(options);
        }

        @Override
        public Protocol protocol() {
            return Protocol.GENEVE;
        }
    }

    /// @param dataBytes without its own four-byte header
    record GeneveOption(int optionClass, int type, boolean critical, int dataBytes) {}

    /// @param messageType 1 handshake initiation, 2 response, 3 cookie reply, 4 transport data
    /// @param receiver the receiver's index; empty in an initiation
    /// @param counter of transport data
    record WireGuard(int offset, int messageType, Optional<Long> receiver, Optional<Long> counter)
            implements Tunnel {
        @Override
        public Protocol protocol() {
            return Protocol.WIREGUARD;
        }

        @Override
        public int headerBytes() {
            return messageType == 4 ? 16 : 8;
        }
    }

    /// What follows is encrypted.
    record Esp(int offset, long securityParameters, long sequence) implements Tunnel {
        @Override
        public Protocol protocol() {
            return Protocol.ESP;
        }

        @Override
        public int headerBytes() {
            return 8;
        }
    }

    record Ah(int offset, int headerBytes, int nextProtocol, long securityParameters, long sequence)
            implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.AH;
        }
    }

    /// Bytes that are not taken apart: payload, a later fragment, an unknown protocol.
    ///
    /// @param wireBytes by the enclosing header; the capture may have kept fewer
    record Data(int offset, int wireBytes) implements Layer {
        @Override
        public Protocol protocol() {
            return Protocol.DATA;
        }

        @Override
        public int headerBytes() {
            return 0;
        }
    }
}
