package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Diagnosis.MtuRecommendation;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.Optional;
import java.util.OptionalInt;

/// The largest MTU that pods of a mode may have on this underlay, and how it comes about.
final class MtuAdvice {
    private MtuAdvice() {}

    /// Empty where no uplink's MTU is known, or the mode promises no encapsulation.
    static Optional<MtuRecommendation> of(View view, Mode mode) {
        OptionalInt underlay = underlayMtuBytes(view);
        Optional<Encapsulation> worst = mode.expected(false);
        if (underlay.isEmpty() || worst.isEmpty()) {
            return Optional.empty();
        }
        int overhead = worst.get().overheadIpv4Bytes();
        int mtu = underlay.getAsInt() - overhead;
        String arithmetic =
                "%d (underlay) - %d (%s) = %d"
                        .formatted(
                                underlay.getAsInt(), overhead, RouteRules.words(worst.get()), mtu);
        return Optional.of(
                new MtuRecommendation(mode, mtu, arithmetic, settings(worst.get(), mtu)));
    }

    /// The smallest of what the uplinks have and what crosses between the nodes for certain.
    private static OptionalInt underlayMtuBytes(View view) {
        OptionalInt uplinks =
                view.nodes().stream()
                        .flatMap((NodeIntent node) -> view.uplink(node).stream())
                        .mapToInt(Link::mtuBytes)
                        .min();
        OptionalInt crossed =
                view.paths(Path.NODE_NODE).stream()
                        .map(PathEvidence::mtu)
                        .flatMap(Optional::stream)
                        .filter(mtu -> mtu.limit() != MtuLimit.UNREACHABLE)
                        .mapToInt(PathMtu::largestAnsweredBytes)
                        .min();
        if (uplinks.isEmpty() || crossed.isEmpty()) {
            return uplinks;
        }
        return OptionalInt.of(Math.min(uplinks.getAsInt(), crossed.getAsInt()));
    }

    private static String settings(Encapsulation encapsulation, int mtu) {
        String felix =
                switch (encapsulation) {
                    case VXLAN -> ", FelixConfiguration vxlanMTU: " + mtu;
                    case IPIP -> ", FelixConfiguration ipipMTU: " + mtu;
                    case WIREGUARD -> ", FelixConfiguration wireguardMTU: " + mtu;
                    case NONE, GENEVE, GRE -> "";
                };
        String flannel =
                encapsulation == Encapsulation.VXLAN
                        ? "; Flannel: net-conf.json Backend.MTU " + mtu
                        : "";
        return "Installation spec.calicoNetwork.mtu: %1$d (operator) or calico-config veth_mtu: \"%1$d\" (manifest)"
                        .formatted(mtu)
                + felix
                + flannel;
    }
}
