package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.PacketTooBig;
import dev.wiregauge.scenario.Path;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/// An underlay that takes less than the nodes' interfaces claim, and says so: an overlay or a VPN
/// below the nodes, whose router answers by ICMP.
final class NarrowUnderlay {
    private NarrowUnderlay() {}

    /// Paths of the nodes themselves that a router other than a node narrows.
    static List<PathEvidence> paths(View view, Predicate<PathEvidence> explained) {
        return view.paths(Path.NODE_NODE).stream()
                .filter(path -> !explained.test(path))
                .filter(path -> path.mtu().map(mtu -> mtu.limit() == MtuLimit.ICMP).orElse(false))
                .filter(path ->
                        path.mtu().stream()
                                .flatMap(mtu -> mtu.packetTooBig().stream())
                                .anyMatch(tooBig -> isNarrower(view, path, tooBig)))
                .toList();
    }

    private static boolean isNarrower(View view, PathEvidence path, PacketTooBig tooBig) {
        return view.nodeWith(tooBig.sender()).isEmpty()
                && view.uplink(view.node(path.from().node()))
                        .map(link -> tooBig.mtuBytes() < link.mtuBytes())
                        .orElse(false);
    }

    /// Whatever large packets meet on such a way follows from it.
    static boolean isBetween(PathEvidence path, List<PathEvidence> narrow) {
        return narrow.stream()
                .anyMatch(other ->
                        path.to().node().isEmpty()
                                || View.joins(path, other.from().node(), other.to().node())
                                || View.joins(path, other.to().node(), other.from().node()));
    }

    static Diagnosed finding(View view, List<PathEvidence> hit) {
        TreeSet<String> nodes = new TreeSet<>();
        hit.forEach(path -> {
            nodes.add(path.from().node());
            nodes.add(path.to().node());
        });
        boolean bothWays =
                hit.stream()
                        .allMatch(path ->
                                hit.stream()
                                        .anyMatch(back ->
                                                View.joins(
                                                        back,
                                                        path.to().node(),
                                                        path.from().node())));
        int takes =
                hit.stream()
                        .flatMap(path -> path.mtu().stream())
                        .mapToInt(mtu -> mtu.largestAnsweredBytes())
                        .min()
                        .orElse(0);
        return Diagnosed.of(
                        "F09",
                        "the nodes' network takes %d bytes, less than their interfaces say"
                                .formatted(takes))
                .at("underlay between " + String.join(", ", nodes))
                .direction(
                        bothWays
                                ? "both"
                                : View.arrow(
                                        hit.getFirst().from().node(), hit.getFirst().to().node()))
                .paths(hit)
                .evidence(
                        hit.stream()
                                .map(path ->
                                        "probe %s: %s"
                                                .formatted(
                                                        path.name(),
                                                        path.mtu().orElseThrow().packetTooBig()))
                                .toList())
                .evidence(
                        view.nodes().stream()
                                .filter(node -> nodes.contains(node.name()))
                                .flatMap((NodeIntent node) ->
                                        view.uplink(node).stream()
                                                .map((Link link) ->
                                                        "kernel of %s: %s has MTU %d"
                                                                .formatted(
                                                                        node.name(),
                                                                        link.name(),
                                                                        link.mtuBytes())))
                                .toList())
                .cause(
                        "the nodes' network is an overlay or a VPN itself; tunnels of pods are cut into"
                                + " fragments there, or lost")
                .fix(
                        "set the nodes' interfaces to MTU %d, and pods and tunnels to that minus the overhead"
                                .formatted(takes))
                .sure("certain: a router between the nodes states the limit")
                .explains(_ -> false);
    }
}
