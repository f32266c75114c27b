package dev.wiregauge.result;

import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What the underlay showed of single tagged datagrams from one pod (or node) to another, in one
/// direction.
///
/// @param expected what the mode promises between these two nodes; empty for mode `current`
/// @param tunnel who makes the outer header, such as `kernel vxlan` or `tunl0 look-alike (eBPF)`
/// @param podMtuBytes the sender's own interface MTU
/// @param capturePoints where the wire was watched: the uplinks of both nodes
public record WireProof(
        Mode mode,
        Endpoint from,
        Endpoint to,
        Optional<Encapsulation> expected,
        String tunnel,
        int podMtuBytes,
        List<Datagram> datagrams,
        List<CapturePoint> capturePoints,
        Verdict verdict) {

    public WireProof {
        datagrams = List.copyOf(datagrams);
        capturePoints = List.copyOf(capturePoints);
    }

    public record Endpoint(String agent, String node, String address) {}

    /// One datagram that carried the run's cookie and a tag of its own.
    ///
    /// @param packetBytes length of the IP packet that the sender made
    /// @param sent whether the kernel took it, or why not (such as `EMSGSIZE`)
    /// @param received whether the receiving program got it
    public record Datagram(
            int tag,
            int packetBytes,
            boolean dontFragment,
            String sent,
            boolean received,
            List<Sighting> sightings) {
        public static final String SENT = "ok";

        public Datagram {
            sightings = List.copyOf(sightings);
        }

        public boolean wasSent() {
            return sent.equals(SENT);
        }
    }

    /// One captured packet that held the tag, under whatever encapsulation it was found.
    ///
    /// @param capturePoint name of the [CapturePoint]
    /// @param outerBytes length of the IP packet on the underlay
    /// @param innerBytes length of the pod's IP packet inside it; equal to outerBytes without
    ///   encapsulation
    /// @param ipProtocol protocol number in the outer IP header
    /// @param wholeFrame false where it is a fragment or longer than the link's MTU (a super-frame)
    public record Sighting(
            String capturePoint,
            Encapsulation encapsulation,
            int outerBytes,
            int innerBytes,
            String outerSource,
            String outerDestination,
            int ipProtocol,
            Optional<Integer> udpSourcePort,
            Optional<Integer> udpDestinationPort,
            Optional<Integer> vni,
            boolean outerDontFragment,
            boolean innerDontFragment,
            boolean wholeFrame) {
        public int overheadBytes() {
            return outerBytes - innerBytes;
        }
    }

    /// @param file file name below the run folder's `evidence/`
    /// @param captured packets in the file
    /// @param dropped packets that the capture lost, by its own count
    public record CapturePoint(
            String name,
            String node,
            String interfaceName,
            String filter,
            String file,
            long captured,
            long dropped) {}

    /// Distinct overheads seen, in bytes, ascending.
    public TreeSet<Integer> overheads() {
        TreeSet<Integer> overheads = new TreeSet<>();
        datagrams.forEach(d -> d.sightings().forEach(s -> overheads.add(s.overheadBytes())));
        return overheads;
    }

    /// Distinct encapsulations seen.
    public TreeSet<Encapsulation> encapsulations() {
        TreeSet<Encapsulation> seen = new TreeSet<>();
        datagrams.forEach(d -> d.sightings().forEach(s -> seen.add(s.encapsulation())));
        return seen;
    }

    /// The largest unfragmented packet that the receiver got, or empty if it got none.
    public Optional<Integer> largestDelivered() {
        return datagrams.stream()
                .filter(d -> d.dontFragment() && d.received())
                .map(Datagram::packetBytes)
                .max(Integer::compare);
    }
}
