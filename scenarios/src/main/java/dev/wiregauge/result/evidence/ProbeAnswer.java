package dev.wiregauge.result.evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a probe found out. A probe that could not run gives no answer at all.
public sealed interface ProbeAnswer {
    /// Ends the name of an error that an ICMP message brought which says that somebody forbids the
    /// packet: `EHOSTUNREACH from 172.18.0.3, administratively prohibited`. Without it the same
    /// error means that the sender found no way on.
    String PROHIBITED = ", administratively prohibited";

    /// How large an unfragmented UDP datagram may be on one path, in one direction.
    ///
    /// @param interfaceMtuBytes MTU of the interface that the datagrams left by
    /// @param largestAnsweredBytes length of the largest IP packet that was answered; 0 where none
    ///   was
    /// @param smallestLostBytes length of the smallest one above it that was not; 0 where none was
    ///   lost
    /// @param limit what the largest lost packet met
    /// @param packetTooBig ICMP messages "fragmentation needed" that arrived, each sender and MTU
    ///   once
    /// @param controlsSent small datagrams sent between the large ones
    /// @param controlsAnswered how many of them were answered: without them silence means nothing
    /// @param errors other errors that the kernel queued, by name, such as `EHOSTUNREACH`
    record PathMtu(
            int interfaceMtuBytes,
            int largestAnsweredBytes,
            int smallestLostBytes,
            MtuLimit limit,
            List<PacketTooBig> packetTooBig,
            int controlsSent,
            int controlsAnswered,
            Map<String, Integer> errors,
            int elapsedMillis)
            implements ProbeAnswer {
        public PathMtu {
            packetTooBig = List.copyOf(packetTooBig);
            errors = Map.copyOf(errors);
        }
    }

    /// What stands in the way of a larger packet.
    enum MtuLimit {
        /// Packets as long as the interface's MTU arrive.
        NONE,
        /// An ICMP message told of the limit.
        ICMP,
        /// Silence, while small packets on the same path were answered.
        BLACK_HOLE,
        /// The own kernel refused to send (EMSGSIZE) below the interface's MTU.
        LOCAL,
        /// Not even small packets were answered.
        UNREACHABLE
    }

    /// @param sender address of the router that sent the message
    /// @param mtuBytes the limit it stated
    record PacketTooBig(String sender, int mtuBytes) {}

    /// How many of many small UDP datagrams were answered, by whom, and what the servers saw.
    ///
    /// @param localAddress the client's own address
    /// @param arrived how many reached the server, by its own count: the rest of the loss is on the
    ///   way back
    /// @param servedBy answers by the name of the agent that gave them
    /// @param peersSeen answers by the client's address as the server saw it
    /// @param errors by name, with the ICMP sender where there is one, such as `ECONNREFUSED from
    ///   198.18.0.2`
    /// @param roundTripMicros least, median, 99th percentile and longest; empty where none was
    ///   answered
    record Echoes(
            String localAddress,
            int sent,
            int answered,
            int arrived,
            Map<String, Integer> servedBy,
            Map<String, Integer> peersSeen,
            Map<String, Integer> errors,
            Optional<RoundTrips> roundTripMicros)
            implements ProbeAnswer {
        public Echoes {
            servedBy = Map.copyOf(servedBy);
            peersSeen = Map.copyOf(peersSeen);
            errors = Map.copyOf(errors);
        }
    }

    record RoundTrips(int least, int median, int p99, int longest) {}

    /// How TCP connections to one address came out.
    ///
    /// @param connected handshakes that were completed within the patience
    /// @param answered connections on which the agent behind also answered the cookie
    /// @param refused by a reset: the address is reached and nobody listens
    /// @param silent not a word within the patience
    /// @param errors the others, by name and ICMP sender
    /// @param servedBy answers by the name of the agent that gave them
    /// @param peersSeen answers by the client's address as the server saw it
    /// @param mssBytes of the last connection, as TCP_INFO says
    /// @param pathMtuBytes of the last connection, as TCP_INFO says after the bulk
    /// @param bulkBytes asked to be sent on each answered connection
    /// @param bulkDelivered connections on which the peer got them all in time
    /// @param bulkMicros shortest time of a bulk that was delivered; 0 where none was
    /// @param retransmits in all
    record TcpConnections(
            int attempts,
            int connected,
            int answered,
            int refused,
            int silent,
            Map<String, Integer> errors,
            Map<String, Integer> servedBy,
            Map<String, Integer> peersSeen,
            int mssBytes,
            int pathMtuBytes,
            int bulkBytes,
            int bulkDelivered,
            long bulkMicros,
            long retransmits,
            Optional<RoundTrips> connectMicros)
            implements ProbeAnswer {
        public TcpConnections {
            errors = Map.copyOf(errors);
            servedBy = Map.copyOf(servedBy);
            peersSeen = Map.copyOf(peersSeen);
        }
    }

    /// @param roundTrips those that were answered, in order
    record TimedRoundTrips(int sent, List<TimedRoundTrip> roundTrips) implements ProbeAnswer {
        public TimedRoundTrips {
            roundTrips = List.copyOf(roundTrips);
        }
    }

    /// One request and its answer, as the client's program saw them.
    ///
    /// @param sentAtNs before the sending call, on the clock that captures read, since 1970
    /// @param answeredAtNs behind the receiving call, on the same clock
    /// @param roundTripNs between the same two moments on the steady clock
    /// @param errorNs by how much the difference of the first two may be off it, as the two clocks
    ///   cannot be read at once
    record TimedRoundTrip(
            int tag, long sentAtNs, long answeredAtNs, long roundTripNs, long errorNs) {}

    /// Everything the kernel says about one network namespace.
    record Network(NetworkFacts facts) implements ProbeAnswer {}

    /// Counters of one network namespace: SNMP and netstat ones such as `Ip.FragCreates`, links'
    /// such as `eth0.rx_dropped`, conntrack's and softnet's sums.
    record Counters(Map<String, Long> values) implements ProbeAnswer {
        public Counters {
            values = Map.copyOf(values);
        }
    }

    /// How names are looked up where the agent runs.
    record Names(DnsEvidence evidence) implements ProbeAnswer {}
}
