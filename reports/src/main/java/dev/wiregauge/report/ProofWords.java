package dev.wiregauge.report;

import dev.wiregauge.report.ProofSummary.DirectionProof;
import dev.wiregauge.scenario.Encapsulation;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/// The wire proof in the words of the field.
public final class ProofWords {
    private ProofWords() {}

    public static String name(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case NONE -> "no encapsulation";
            case IPIP -> "IPIP";
            case VXLAN -> "VXLAN";
            case GENEVE -> "Geneve";
            case GRE -> "GRE";
            case WIREGUARD -> "WireGuard";
        };
    }

    public static String seen(DirectionProof proof) {
        return proof.seen().isEmpty()
                ? "nothing"
                : proof.seen().stream().map(ProofWords::name).collect(Collectors.joining(" and "));
    }

    /// Such as `+50`, or `+0 / +50` where packets differed.
    public static String overhead(Collection<Integer> bytes) {
        return bytes.isEmpty()
                ? "–"
                : bytes.stream().map(b -> "+" + b).collect(Collectors.joining(" / "));
    }

    /// Such as `UDP 4789, VNI 4096`, or `protocol 4 (IP in IP)`.
    public static String outer(DirectionProof proof) {
        String protocols =
                proof.outerProtocols().stream()
                        .map(ProofWords::protocol)
                        .collect(Collectors.joining(" / "));
        boolean tunnelPort = proof.seen().stream().anyMatch(e -> e != Encapsulation.NONE);
        String port =
                tunnelPort && !proof.udpDestinationPorts().isEmpty()
                        ? " " + joined(proof.udpDestinationPorts())
                        : "";
        String vni = proof.vnis().isEmpty() ? "" : ", VNI " + joined(proof.vnis());
        return protocols.isEmpty() ? "–" : protocols + port + vni;
    }

    private static String protocol(int number) {
        return switch (number) {
            case 4 -> "protocol 4 (IP in IP)";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 47 -> "protocol 47 (GRE)";
            default -> "protocol " + number;
        };
    }

    public static String dontFragment(Collection<Boolean> flags) {
        if (flags.isEmpty()) {
            return "–";
        }
        return flags.size() > 1 ? "both" : flags.iterator().next() ? "set" : "clear";
    }

    /// How many outer source ports the tagged datagrams used; one means that a fabric which hashes
    /// on ports keeps them on one path.
    public static String sourcePorts(DirectionProof proof) {
        boolean tunnelPort = proof.seen().stream().anyMatch(e -> e != Encapsulation.NONE);
        return !tunnelPort || proof.udpSourcePorts().isEmpty()
                ? "–"
                : String.valueOf(proof.udpSourcePorts().size());
    }

    public static String bytes(Optional<Integer> bytes) {
        return bytes.map(String::valueOf).orElse("–");
    }

    private static String joined(Collection<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("/"));
    }
}
