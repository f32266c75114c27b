package dev.wiregauge.result.evidence;

import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was found out about one path, in one direction.
///
/// @param mode empty where no pod takes part
/// @param wire what the nodes' uplinks showed of a few single datagrams
/// @param echoes of many small datagrams
/// @param fragmented of datagrams that must be fragmented on their way
/// @param wireguard of datagrams to WireGuard's port of the node: a refusal says that nobody
///   listens there, silence nothing, since WireGuard answers no stranger. Absent where a node has
///   no such device
/// @param ports outcomes of single connections to other ports of the node, by port
/// @param counters by node: what moved there while the path's large packets were sent
public record PathEvidence(
        Path kind,
        Optional<Mode> mode,
        End from,
        End to,
        Optional<Wire> wire,
        Optional<Echoes> echoes,
        Optional<PathMtu> mtu,
        Optional<TcpConnections> tcp,
        Optional<Echoes> fragmented,
        Optional<Echoes> wireguard,
        Map<String, TcpConnections> ports,
        Map<String, Map<String, Long>> counters) {
    public PathEvidence {
        ports = Map.copyOf(ports);
        counters = Map.copyOf(counters);
    }

    /// One end of a path.
    ///
    /// @param name of a pod, a node or a Service
    /// @param node where it runs; empty for a Service
    public record End(String name, String node, String address) {}

    /// @param watched names of the nodes whose uplinks were captured without loss
    /// @param questions sightings of datagrams on their way there
    /// @param answers sightings of datagrams on their way back
    public record Wire(
            int sent,
            int answered,
            List<String> watched,
            List<Sighting> questions,
            List<Sighting> answers) {
        public Wire {
            watched = List.copyOf(watched);
            questions = List.copyOf(questions);
            answers = List.copyOf(answers);
        }
    }

    /// Such as `vxlan-1 -> vxlan-2`.
    public String name() {
        return from.name() + " -> " + to.name();
    }

    /// How far a counter of a node moved; 0 where it did not, or was not read.
    public long moved(String node, String counter) {
        return counters.getOrDefault(node, Map.of()).getOrDefault(counter, 0L);
    }
}
