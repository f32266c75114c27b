package dev.wiregauge.control;

import java.util.List;
import java.util.Optional;

/// A question that an agent puts to the network or to its own kernel, without any privilege.
///
/// Every datagram of a probe begins as the tagged ones do: cookie, tag, length of the IP packet.
/// Its answer carries the same tag with [#ANSWER_BIT] set, so that a capture tells both directions
/// apart.
public sealed interface Probe {
    int ANSWER_BIT = 0x4000_0000;

    /// Answered by `ProbeAnswer.PathMtu`.
    ///
    /// @param host an agent that serves probes, or a Service before such agents
    /// @param firstTag of a range that no other probe of the run uses while it is captured
    record PathMtu(String cookie, String host, int port, int firstTag) implements Probe {}

    /// Answered by `ProbeAnswer.Echoes`.
    ///
    /// @param packetBytes length of the whole IP packet, 64 or more
    /// @param newPortEach whether each datagram leaves from a port of its own, as a new flow
    /// @param gapMicros between two datagrams
    /// @param dontFragment sets the DF bit; without it routers and the own kernel fragment
    record Echo(
            String cookie,
            String host,
            int port,
            int firstTag,
            int count,
            int packetBytes,
            boolean newPortEach,
            int gapMicros,
            boolean dontFragment)
            implements Probe {}

    /// Answered by `ProbeAnswer.TcpConnections`.
    ///
    /// @param bulkBytes sent on each connection after the server's greeting; 0 for none
    /// @param patienceMillis for each handshake and each bulk
    record Tcp(
            String cookie,
            String host,
            int port,
            int connections,
            int bulkBytes,
            int patienceMillis)
            implements Probe {}

    /// Answered by `ProbeAnswer.TcpConnections` of one attempt, `connected` where the port is open.
    ///
    /// The handshake is never completed: the program behind the port must not notice. A BGP daemon
    /// takes a second connection from a neighbour's address for that neighbour's restart and drops
    /// the session (RFC 4724, section 5).
    record HalfOpen(String host, int port, int patienceMillis) implements Probe {}

    /// Answered by `ProbeAnswer.TimedRoundTrips`. One request is on its way at a time.
    ///
    /// @param packetBytes length of each request's whole IP packet, 64 or more
    /// @param cpu pins the sending thread
    record TimeRoundTrips(
            String cookie,
            String host,
            int port,
            int firstTag,
            int count,
            int packetBytes,
            Optional<Integer> cpu)
            implements Probe {}

    /// Answered by `ProbeAnswer.Network`.
    record ReadNetwork() implements Probe {}

    /// Answered by `ProbeAnswer.Counters`.
    record ReadCounters() implements Probe {}

    /// Looks names up as a container's resolver does: by the servers, the search list and ndots of
    /// `/etc/resolv.conf`. Answered by `ProbeAnswer.Names`.
    ///
    /// @param names as applications write them
    /// @param rounds how often the first of them that has an address is asked again
    /// @param patienceMillis for each query; a resolver of a container waits 5 s
    record LookUp(List<String> names, int rounds, int patienceMillis) implements Probe {
        public LookUp {
            names = List.copyOf(names);
        }
    }
}
