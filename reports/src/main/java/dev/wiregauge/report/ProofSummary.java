package dev.wiregauge.report;

import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What the underlay showed of one mode, all node pairs and directions together.
///
/// @param directions one entry per proof, in the order of the run
/// @param reasons why the mode is not proved; empty where it is
public record ProofSummary(
        Mode mode, String tunnel, List<DirectionProof> directions, List<String> reasons) {

    public ProofSummary {
        directions = List.copyOf(directions);
        reasons = List.copyOf(reasons);
    }

    /// One direction of one pair.
    ///
    /// @param seen every encapsulation that was found around a tagged datagram
    /// @param overheadBytes every distinct overhead
    /// @param udpSourcePorts distinct outer source ports: more than one spreads over a fabric
    /// @param largestDelivered in bytes of the pod's IP packet, DF set
    public record DirectionProof(
            WireProof.Endpoint from,
            WireProof.Endpoint to,
            Optional<Encapsulation> expected,
            Set<Encapsulation> seen,
            Set<Integer> overheadBytes,
            Set<Integer> outerProtocols,
            Set<Integer> udpDestinationPorts,
            Set<Integer> udpSourcePorts,
            Set<Integer> vnis,
            Set<Boolean> outerDontFragment,
            int podMtuBytes,
            Optional<Integer> largestDelivered,
            int datagramsSent,
            int sightings,
            List<WireProof.CapturePoint> capturePoints,
            Verdict verdict) {}

    static ProofSummary of(Mode mode, List<WireProof> proofs, Optional<String> tunnel) {
        List<DirectionProof> directions = proofs.stream().map(ProofSummary::direction).toList();
        List<String> reasons =
                proofs.stream()
                        .flatMap(proof -> Verdicts.reasons(proof.verdict()).stream())
                        .distinct()
                        .toList();
        return new ProofSummary(
                mode,
                tunnel.or(() -> proofs.stream().map(WireProof::tunnel).findFirst()).orElse(""),
                directions,
                proofs.isEmpty() ? List.of("nothing was captured for this mode") : reasons);
    }

    private static DirectionProof direction(WireProof proof) {
        return new DirectionProof(
                proof.from(),
                proof.to(),
                proof.expected(),
                proof.encapsulations(),
                proof.overheads(),
                each(proof, s -> List.of(s.ipProtocol())),
                each(proof, s -> s.udpDestinationPort().stream().toList()),
                each(proof, s -> s.udpSourcePort().stream().toList()),
                each(proof, s -> s.vni().stream().toList()),
                each(proof, s -> List.of(s.outerDontFragment())),
                proof.podMtuBytes(),
                proof.largestDelivered(),
                (int) proof.datagrams().stream().filter(WireProof.Datagram::wasSent).count(),
                proof.datagrams().stream().mapToInt(d -> d.sightings().size()).sum(),
                proof.capturePoints(),
                proof.verdict());
    }

    private static <T> TreeSet<T> each(
            WireProof proof, Function<WireProof.Sighting, Collection<T>> field) {
        return proof.datagrams().stream()
                .flatMap(datagram -> datagram.sightings().stream())
                .flatMap(sighting -> field.apply(sighting).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// True only where every direction was proved.
    public boolean proved() {
        return !directions.isEmpty() && directions.stream().allMatch(d -> d.verdict().passed());
    }

    /// Every encapsulation seen in any direction.
    public Set<Encapsulation> seen() {
        return union(DirectionProof::seen);
    }

    public Set<Integer> overheadBytes() {
        return union(DirectionProof::overheadBytes);
    }

    private <T> Set<T> union(Function<DirectionProof, Set<T>> field) {
        return directions.stream()
                .flatMap(direction -> field.apply(direction).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The smallest of the largest delivered packets, since a path is as good as its worse
    /// direction.
    public Optional<Integer> largestDelivered() {
        return directions.stream().allMatch(d -> d.largestDelivered().isPresent())
                ? directions.stream()
                        .flatMap(d -> d.largestDelivered().stream())
                        .min(Integer::compare)
                : Optional.empty();
    }
}
