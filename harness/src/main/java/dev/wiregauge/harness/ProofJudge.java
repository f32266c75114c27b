package dev.wiregauge.harness;

import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.result.WireProof.CapturePoint;
import dev.wiregauge.result.WireProof.Datagram;
import dev.wiregauge.scenario.Encapsulation;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// From what the wire showed to whether it proves the mode. Pure.
final class ProofJudge {
    private ProofJudge() {}

    /// Pass only if every datagram that the kernel took was seen exactly once at each capture
    /// point, under the promised encapsulation, with exactly its bytes, and arrived; otherwise the
    /// first thing that was not so.
    static Verdict judge(WireProof proof) {
        return firstProblem(proof)
                .<Verdict>map(Verdict.Inconclusive::new)
                .orElseGet(Verdict.Pass::new);
    }

    /// Whether nobody watched the wire, and all that can be told without was as it should be: every
    /// datagram arrived, up to the MTU and none above.
    static boolean deliveredUnwatched(WireProof proof) {
        return proof.capturePoints().isEmpty()
                && Stream.<Function<WireProof, Optional<String>>>of(
                                ProofJudge::nothingSent,
                                ProofJudge::notDelivered,
                                ProofJudge::wrongLimit)
                        .allMatch(check -> check.apply(proof).isEmpty());
    }

    private static Optional<String> firstProblem(WireProof proof) {
        if (deliveredUnwatched(proof)) {
            return Optional.of(
                    "nobody watched the wire (no node agents): packets arrive, up to the MTU of %d bytes and none above; how they are wrapped is not known"
                            .formatted(proof.podMtuBytes()));
        }
        Stream<Function<WireProof, Optional<String>>> checks =
                Stream.of(
                        ProofJudge::anotherMode,
                        ProofJudge::lossInCapture,
                        ProofJudge::nothingSent,
                        ProofJudge::notSeenOnce,
                        ProofJudge::wrongOverhead,
                        ProofJudge::notDelivered,
                        ProofJudge::wrongLimit);
        return checks.map(check -> check.apply(proof)).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> anotherMode(WireProof proof) {
        TreeSet<Encapsulation> seen = proof.encapsulations();
        if (proof.expected().isEmpty() || seen.isEmpty()) {
            return Optional.empty();
        }
        Encapsulation expected = proof.expected().get();
        if (seen.equals(new TreeSet<>(Set.of(expected)))) {
            return Optional.empty();
        }
        return Optional.of(
                "configured as %s, which means %s, but the wire shows %s (%s bytes of overhead) from %s to %s"
                        .formatted(
                                proof.mode().id(),
                                words(expected),
                                seen.stream()
                                        .map(ProofJudge::words)
                                        .collect(Collectors.joining(" and ")),
                                join(proof.overheads()),
                                proof.from().node(),
                                proof.to().node()));
    }

    private static Optional<String> lossInCapture(WireProof proof) {
        return proof.capturePoints().stream()
                .filter(point -> point.dropped() > 0)
                .findFirst()
                .map(point ->
                        "the capture at %s lost %d packets"
                                .formatted(place(point), point.dropped()));
    }

    private static Optional<String> nothingSent(WireProof proof) {
        return proof.datagrams().stream().anyMatch(Datagram::wasSent)
                ? Optional.empty()
                : Optional.of(
                        "no datagram could be sent from %s to %s: %s"
                                .formatted(
                                        proof.from().agent(),
                                        proof.to().agent(),
                                        proof.datagrams().stream()
                                                .map(Datagram::sent)
                                                .distinct()
                                                .collect(Collectors.joining(", "))));
    }

    private static Optional<String> notSeenOnce(WireProof proof) {
        for (CapturePoint point : proof.capturePoints()) {
            for (Datagram datagram : proof.datagrams()) {
                long times =
                        datagram.sightings().stream()
                                .filter(sighting -> sighting.capturePoint().equals(point.name()))
                                .count();
                if (times != (datagram.wasSent() ? 1 : 0)) {
                    return Optional.of(
                            "the %d-byte packet with tag %d from %s was seen %d times at %s, expected once"
                                    .formatted(
                                            datagram.packetBytes(),
                                            datagram.tag(),
                                            proof.from().agent(),
                                            times,
                                            place(point)));
                }
            }
        }
        return proof.capturePoints().size() < 2
                ? Optional.of("the wire was watched at fewer than two points")
                : Optional.empty();
    }

    private static Optional<String> wrongOverhead(WireProof proof) {
        if (proof.expected().isEmpty()) {
            return Optional.empty();
        }
        // both families are never mixed on one underlay
        boolean six = proof.from().address().indexOf(':') >= 0;
        Encapsulation encapsulation = proof.expected().get();
        int expected = six ? encapsulation.overheadIpv6Bytes() : encapsulation.overheadIpv4Bytes();
        return proof.overheads().equals(new TreeSet<>(Set.of(expected)))
                ? Optional.empty()
                : Optional.of(
                        "overhead is %s bytes, expected %d"
                                .formatted(join(proof.overheads()), expected));
    }

    private static Optional<String> notDelivered(WireProof proof) {
        return proof.datagrams().stream()
                .filter(datagram -> datagram.wasSent() && !datagram.received())
                .findFirst()
                .map(datagram ->
                        "the %d-byte packet with tag %d left %s but did not reach %s"
                                .formatted(
                                        datagram.packetBytes(),
                                        datagram.tag(),
                                        proof.from().agent(),
                                        proof.to().agent()));
    }

    /// The interface MTU must be the largest that passes: one byte more is refused by the sender's
    /// own kernel.
    private static Optional<String> wrongLimit(WireProof proof) {
        return proof.datagrams().stream()
                .filter(datagram ->
                        datagram.wasSent() != (datagram.packetBytes() <= proof.podMtuBytes()))
                .findFirst()
                .map(datagram ->
                        "a %d-byte packet was %s by %s, whose MTU is %d"
                                .formatted(
                                        datagram.packetBytes(),
                                        datagram.wasSent()
                                                ? "taken"
                                                : "refused (" + datagram.sent() + ")",
                                        proof.from().agent(),
                                        proof.podMtuBytes()));
    }

    private static String place(CapturePoint point) {
        return point.interfaceName() + " of " + point.node();
    }

    private static String words(Encapsulation encapsulation) {
        return encapsulation == Encapsulation.NONE ? "no encapsulation" : encapsulation.name();
    }

    private static String join(Set<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" and "));
    }
}
