package dev.wiregauge.result;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What capture files show, as facts without a verdict.
///
/// @param rewrites addresses or ports that differ between two files for the same packets
/// @param mssChanges MSS options that differ between two files for the same handshake
public record Inspection(
        int schemaVersion,
        List<Capture> captures,
        List<Rewrite> rewrites,
        List<MssChange> mssChanges) {
    public static final int SCHEMA_VERSION = 1;

    public Inspection {
        captures = List.copyOf(captures);
        rewrites = List.copyOf(rewrites);
        mssChanges = List.copyOf(mssChanges);
    }

    /// One file.
    ///
    /// @param file as it was named by the user
    /// @param format `pcap` or `pcapng`, `unknown` for what is neither
    /// @param problem why the reading ended before the end, in words
    /// @param flowsTotal also those that are not listed
    /// @param packetsOfUnlistedFlows packets whose flow found no place in the table
    public record Capture(
            String file,
            String format,
            long bytes,
            long frames,
            Optional<Instant> first,
            Duration span,
            Optional<String> problem,
            FrameCounts counts,
            List<EncapsulationSeen> encapsulations,
            List<PortSpread> portSpreads,
            List<IcmpError> icmpErrors,
            List<Flow> flows,
            long flowsTotal,
            long packetsOfUnlistedFlows) {
        public Capture {
            encapsulations = List.copyOf(encapsulations);
            portSpreads = List.copyOf(portSpreads);
            icmpErrors = List.copyOf(icmpErrors);
            flows = List.copyOf(flows);
        }
    }

    /// Frames by what they are; one frame may count in several.
    ///
    /// @param notIp ARP and everything else without an IP header
    /// @param unknownLink of a link type that the decoder does not know
    /// @param snapped whose headers the capture did not keep whole
    /// @param faulty that contradict themselves
    /// @param superFrames longer than any wire carries them: captured before segmentation or after
    ///   coalescing (GSO, GRO, BIG TCP); never over an MTU
    public record FrameCounts(
            long ipv4,
            long ipv6,
            long notIp,
            long unknownLink,
            long snapped,
            long faulty,
            long superFrames) {}

    /// All packets with one kind of outermost tunnel.
    ///
    /// @param kind `none`, `ipip`, `gre`, `vxlan`, `geneve`, `wireguard` or `esp`
    /// @param overheads packets by the bytes that were added to each; empty where the packet inside
    ///   cannot be seen
    public record EncapsulationSeen(
            String kind,
            List<Integer> networks,
            long packets,
            Map<String, Long> overheads,
            int largestInnerBytes,
            int largestOuterBytes,
            long innerDontFragment,
            long outerDontFragment,
            long innerFragments,
            long outerFragments) {
        public EncapsulationSeen {
            networks = List.copyOf(networks);
        }
    }

    /// The UDP source ports that one tunnel end uses towards another: what ECMP and RSS spread by.
    ///
    /// @param entropyBits of the ports over packets; 0 where all packets have one port
    public record PortSpread(
            String from, String to, String kind, long packets, int ports, double entropyBits) {}

    /// ICMP errors of one kind, from one sender, about packets between one pair.
    ///
    /// @param about in words, such as `fragmentation needed`
    /// @param quotedSource sender of the packet that failed
    public record IcmpError(
            String sender,
            String about,
            Optional<Integer> mtuBytes,
            String quotedSource,
            String quotedDestination,
            long count) {}

    public record Endpoint(String address, Optional<Integer> port) {
        @Override
        public String toString() {
            String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
            return port.map(p -> host + ":" + p).orElse(address);
        }
    }

    /// One direction of a conversation, innermost headers.
    ///
    /// @param protocol `tcp`, `udp`, `icmp`, or the number
    /// @param innerBytes of all its IP packets
    /// @param mssBytes of its SYN: what this end is willing to get
    /// @param stall the segment that was sent most often
    public record Flow(
            Endpoint source,
            Endpoint destination,
            String protocol,
            String encapsulation,
            long packets,
            long innerBytes,
            long outerBytes,
            Map<String, Long> overheads,
            int largestInnerBytes,
            int largestOuterBytes,
            long dontFragment,
            long fragments,
            long superFrames,
            Optional<Integer> mssBytes,
            long retransmissions,
            Optional<Stall> stall) {}

    /// A TCP segment that was sent again and again.
    ///
    /// @param packetBytes of its IP packet
    /// @param timesSent the first time included
    /// @param acknowledged whether it arrived in the end
    /// @param largestAcknowledgedBytes the largest IP packet of the same flow that did arrive; 0
    ///   for none
    public record Stall(
            int packetBytes, int timesSent, boolean acknowledged, int largestAcknowledgedBytes) {}

    /// One flow under two names.
    ///
    /// @param matchedPackets of the two that were recognised as the same
    public record Rewrite(
            String fileA,
            Endpoint sourceA,
            Endpoint destinationA,
            String fileB,
            Endpoint sourceB,
            Endpoint destinationB,
            String protocol,
            int matchedPackets) {}

    public record MssChange(
            String fileA,
            int mssBytesA,
            String fileB,
            int mssBytesB,
            Endpoint source,
            Endpoint destination) {}
}
