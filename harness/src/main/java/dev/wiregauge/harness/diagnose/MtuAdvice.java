package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.MtuRecommendation;
import dev.wiregauge.result.MtuRecommendation.Variant;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The largest MTU that pods of a mode may have on this underlay, and how it comes about.
final class MtuAdvice {
    /// IPv6 asks every link for it (RFC 8200 section 5).
    private static final int LEAST_IPV6_MTU_BYTES = 1280;

    private MtuAdvice() {}

    /// Empty where no uplink's MTU is known, or nothing tells the mode's encapsulation.
    static Optional<MtuRecommendation> of(View view, Mode mode) {
        Optional<Underlay> underlay = Underlay.of(view);
        Optional<Encapsulation> worst = mode.expected(false).or(() -> inUse(view, mode));
        if (underlay.isEmpty() || worst.isEmpty()) {
            return Optional.empty();
        }
        boolean six = view.isOverIpv6(mode);
        int overhead = worst.get().overheadBytes(six);
        int mtu = underlay.get().bytes() - overhead;
        return Optional.of(
                new MtuRecommendation(
                        mode,
                        underlay.get().bytes(),
                        overhead,
                        mtu,
                        underlay.get().minus(overhead, RouteRules.words(worst.get())),
                        present(view, mode),
                        note(mode, mtu),
                        MtuSettings.of(worst.get(), six, mtu, underlay.get().bytes()),
                        variants(worst.get(), six, underlay.get())));
    }

    private static List<Integer> present(View view, Mode mode) {
        return view.pods().stream()
                .filter(pod -> pod.mode() == mode)
                .flatMap(pod -> MtuSettingRules.podMtu(view, pod).stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static String note(Mode mode, int mtu) {
        List<String> sentences = new ArrayList<>();
        if (mode.dependsOnSubnet()) {
            sentences.add(
                    "packets inside a subnet are plain, but a pod has one MTU for all its peers,"
                            + " so the encapsulated ones decide");
        }
        if (mtu < LEAST_IPV6_MTU_BYTES) {
            sentences.add("below 1280, which IPv6 needs: raise the underlay's MTU");
        }
        return String.join("; ", sentences);
    }

    /// WireGuard encrypts instead of the mode's own encapsulation, not inside of it.
    private static List<Variant> variants(Encapsulation worst, boolean six, Underlay underlay) {
        List<Variant> variants = new ArrayList<>();
        if (worst != Encapsulation.WIREGUARD) {
            int bytes = Encapsulation.WIREGUARD.overheadBytes(six);
            variants.add(
                    new Variant(
                            "with WireGuard encryption",
                            underlay.bytes() - bytes,
                            underlay.minus(bytes, "WireGuard")));
        }
        // RFC 2003 is IPv4 in IPv4, and plain packets bring no outer header
        if (!six && worst != Encapsulation.NONE && worst != Encapsulation.IPIP) {
            int bytes = worst.overheadIpv6Bytes();
            variants.add(
                    new Variant(
                            "over an IPv6 underlay",
                            underlay.bytes() - bytes,
                            underlay.minus(bytes, RouteRules.words(worst) + " over IPv6")));
        }
        return variants;
    }

    private static Optional<Encapsulation> inUse(View view, Mode mode) {
        return view.nodes().stream()
                .flatMap(node ->
                        view.nodes().stream()
                                .filter(other -> !other.equals(node))
                                .flatMap(other ->
                                        view.expected(mode, node.name(), other.name()).stream()))
                .max(Comparator.comparingInt(Encapsulation::overheadIpv4Bytes));
    }

    /// The smallest of what the uplinks have and what crosses between the nodes for certain.
    ///
    /// @param limit why it is less than the uplinks' own MTU; empty where it is not
    private record Underlay(int bytes, String limit) {

        static Optional<Underlay> of(View view) {
            OptionalInt uplinks =
                    view.nodes().stream()
                            .flatMap((NodeIntent node) -> view.uplink(node).stream())
                            .mapToInt(Link::mtuBytes)
                            .min();
            if (uplinks.isEmpty()) {
                return Optional.empty();
            }
            int crossed =
                    view.paths(Path.NODE_NODE).stream()
                            .map(PathEvidence::mtu)
                            .flatMap(Optional::stream)
                            .filter(mtu -> mtu.limit() != MtuLimit.UNREACHABLE)
                            .mapToInt(PathMtu::largestAnsweredBytes)
                            .min()
                            .orElse(uplinks.getAsInt());
            if (crossed >= uplinks.getAsInt()) {
                return Optional.of(new Underlay(uplinks.getAsInt(), ""));
            }
            return Optional.of(
                    new Underlay(
                            crossed,
                            ": the largest that crosses, the uplinks have " + uplinks.getAsInt()));
        }

        String minus(int overhead, String words) {
            return "%d (underlay%s) - %d (%s) = %d"
                    .formatted(bytes, limit, overhead, words, bytes - overhead);
        }
    }
}
