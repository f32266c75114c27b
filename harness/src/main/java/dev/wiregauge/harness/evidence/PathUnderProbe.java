package dev.wiregauge.harness.evidence;

import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.PathEvidence.Wire;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One path while its evidence comes together. Used by one thread at a time.
final class PathUnderProbe {
    private final Path kind;
    private final Optional<Mode> mode;
    private final AgentHandle client;
    private final End to;
    private final int port;
    private final int firstTag;
    private Optional<Wire> wire = Optional.empty();
    private Optional<Echoes> echoes = Optional.empty();
    private Optional<PathMtu> mtu = Optional.empty();
    private Optional<TcpConnections> tcp = Optional.empty();
    private Optional<Echoes> fragmented = Optional.empty();
    private Optional<Echoes> wireguard = Optional.empty();
    private final Map<String, TcpConnections> ports = new TreeMap<>();
    private Map<String, Map<String, Long>> counters = Map.of();

    /// @param firstTag of a range of [EvidenceCollector#TAGS_PER_PATH] that belongs to this path
    PathUnderProbe(
            Path kind, Optional<Mode> mode, AgentHandle client, End to, int port, int firstTag) {
        this.kind = kind;
        this.mode = mode;
        this.client = client;
        this.to = to;
        this.port = port;
        this.firstTag = firstTag;
    }

    Path kind() {
        return kind;
    }

    AgentHandle client() {
        return client;
    }

    End to() {
        return to;
    }

    int port() {
        return port;
    }

    int firstTag() {
        return firstTag;
    }

    String name() {
        return client.name() + " -> " + to.name();
    }

    boolean joins(String fromNode, String toNode) {
        return client.node().equals(fromNode) && to.node().equals(toNode);
    }

    void wire(Wire seen) {
        wire = Optional.of(seen);
    }

    void echoes(Optional<Echoes> found) {
        if (found.isPresent()) {
            echoes = found;
        }
    }

    Optional<Echoes> echoes() {
        return echoes;
    }

    void mtu(Optional<PathMtu> found) {
        mtu = found;
    }

    void tcp(Optional<TcpConnections> found) {
        tcp = found;
    }

    void fragmented(Optional<Echoes> found) {
        fragmented = found;
    }

    void wireguard(Optional<Echoes> found) {
        wireguard = found;
    }

    void port(int number, Optional<TcpConnections> found) {
        found.ifPresent(outcome -> ports.put(Integer.toString(number), outcome));
    }

    void counters(Map<String, Map<String, Long>> moved) {
        counters = moved;
    }

    PathEvidence evidence() {
        return new PathEvidence(
                kind,
                mode,
                new End(client.name(), client.node(), client.address()),
                to,
                wire,
                echoes,
                mtu,
                tcp,
                fragmented,
                wireguard,
                ports,
                counters);
    }
}
