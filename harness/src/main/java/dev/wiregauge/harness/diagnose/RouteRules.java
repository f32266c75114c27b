package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Whether each node leads each remote pod's packets the way its mode promises: by a route, by one
/// next hop, by the right device.
final class RouteRules implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        Map<String, Diagnosed> findings = new LinkedHashMap<>();
        for (NodeIntent node : view.nodes()) {
            if (view.kernel(node.name()).isEmpty()) {
                continue;
            }
            for (PodIntent pod : view.pods()) {
                if (!pod.node().equals(node.name())) {
                    judge(view, node, pod, explained)
                            .ifPresent(found ->
                                    findings.putIfAbsent(
                                            found.finding().id()
                                                    + found.finding().place()
                                                    + pod.mode(),
                                            found));
                }
            }
        }
        return new ArrayList<>(findings.values());
    }

    private static Optional<Diagnosed> judge(
            View view, NodeIntent node, PodIntent pod, Predicate<PathEvidence> explained) {
        List<PathEvidence> hit =
                view.crossing().stream()
                        .filter(path -> path.mode().equals(Optional.of(pod.mode())))
                        .filter(path ->
                                View.joins(path, node.name(), pod.node())
                                        || View.joins(path, pod.node(), node.name()))
                        .toList();
        if (!hit.isEmpty() && hit.stream().allMatch(explained)) {
            return Optional.empty();
        }
        if (!View.promises(pod.mode()) && hit.stream().anyMatch(View::answers)) {
            return Optional
                    .empty(); // the cluster's own way, which works: clouds route pods outside
        }
        Optional<Route> route = view.route(node.name(), pod.address());
        if (route.isEmpty() || Prefix.of(route.get().destination()).length() == 0) {
            return Optional.of(missing(node, pod, route, hit));
        }
        if (route.get().type().equals("blackhole")) {
            return Optional.of(RouteOwnerRules.borrowed(node, pod, route.get(), hit));
        }
        if (route.get().nextHops() > 1) {
            return Optional.of(spread(node, pod, route.get(), hit));
        }
        return pod.mode()
                .expected(view.sameSubnet(node.name(), pod.node()))
                .flatMap(expected -> device(view, node, pod, route.get(), expected, hit));
    }

    private static Diagnosed missing(
            NodeIntent node, PodIntent pod, Optional<Route> route, List<PathEvidence> hit) {
        return Diagnosed.of("F28", node.name() + " has no route to pods on " + pod.node())
                .severity(Severity.CRITICAL)
                .at(node.name() + " routes")
                .direction(View.arrow(node.name(), pod.node()))
                .paths(hit)
                .evidence(
                        "intent: %s (%s, mode %s) runs on %s"
                                .formatted(pod.name(), pod.address(), pod.mode().id(), pod.node()))
                .evidence(
                        "kernel of %s: %s"
                                .formatted(
                                        node.name(),
                                        route.map(r ->
                                                        "only the default route fits, via "
                                                                + r.gateway())
                                                .orElse("no route fits")))
                .cause(
                        "the route was deleted (systemd-networkd, NetworkManager) or never learnt"
                                + " (BGP session down, Felix stopped)")
                .fix(
                        "check BGP peers (calicoctl node status) and Felix; set"
                                + " ManageForeignRoutes=no in networkd.conf; restart calico-node")
                .sure("certain: the kernel's own table")
                .explains(path -> View.sharesWay(path, pod.mode(), node.name(), pod.node()));
    }

    private static Diagnosed spread(
            NodeIntent node, PodIntent pod, Route route, List<PathEvidence> hit) {
        return Diagnosed.of(
                        "F24",
                        "%s spreads the pods of %s over %d next hops"
                                .formatted(node.name(), pod.node(), route.nextHops()))
                .at(node.name() + " routes")
                .direction(View.arrow(node.name(), pod.node()))
                .paths(hit)
                .evidence(
                        "kernel of %s: %s has %d next hops"
                                .formatted(node.name(), route.destination(), route.nextHops()))
                .evidence("intent: a block of pods lives on one node, " + pod.node())
                .cause(
                        "two nodes claim the same address block: a stale or duplicate block affinity")
                .fix(
                        "calicoctl ipam check; kubectl delete blockaffinity of the node that does"
                                + " not hold the block")
                .sure("certain that the route is split; which flows are hit depends on their hash")
                .explains(path -> path.mode().equals(Optional.of(pod.mode())));
    }

    private static Optional<Diagnosed> device(
            View view,
            NodeIntent node,
            PodIntent pod,
            Route route,
            Encapsulation expected,
            List<PathEvidence> hit) {
        Encapsulation actual =
                route.type().equals("unicast")
                        ? view.wraps(node.name(), route.device())
                        : Encapsulation.NONE;
        boolean leadsAway = route.type().equals("unicast") && !route.gateway().isEmpty();
        if (actual == expected && leadsAway) {
            return Optional.empty();
        }
        boolean backIsRight =
                view.pods().stream()
                        .filter(other -> other.mode() == pod.mode())
                        .filter(other -> other.node().equals(node.name()))
                        .findFirst()
                        .flatMap(other -> view.route(pod.node(), other.address()))
                        .map(back -> view.wraps(pod.node(), back.device()) == expected)
                        .orElse(false);
        if (leadsAway && pod.mode().dependsOnSubnet()) {
            return Optional.of(RouteOwnerRules.wrongPrefix(view, node, pod, route, actual, hit));
        }
        String title =
                !leadsAway
                        ? "%s leads pods of %s to %s without a next hop"
                                .formatted(node.name(), pod.node(), deviceOf(route))
                        : "%s sends %s pods of %s as %s instead of %s"
                                .formatted(
                                        node.name(),
                                        pod.mode().id(),
                                        pod.node(),
                                        words(actual),
                                        words(expected));
        return Optional.of(
                Diagnosed.of("F26", title)
                        .at(node.name() + " routes")
                        .direction(View.arrow(node.name(), pod.node()))
                        .paths(hit)
                        .evidence(
                                "intent: mode %s means %s between these nodes"
                                        .formatted(pod.mode().id(), words(expected)))
                        .evidence(
                                "kernel of %s: %s dev %s%s"
                                        .formatted(
                                                node.name(),
                                                route.destination(),
                                                deviceOf(route),
                                                route.gateway().isEmpty()
                                                        ? ""
                                                        : " via " + route.gateway()))
                        .evidence(
                                backIsRight
                                        ? "the way back is as intended: the two directions differ"
                                        : "the way back is not as intended either")
                        .cause(
                                "routes did not converge after a change of mode, or another program"
                                        + " wrote them")
                        .fix(
                                "restart calico-node on "
                                        + node.name()
                                        + " and compare ip route again")
                        .sure("certain: the kernel's own table against the pool's mode")
                        .explains(
                                path -> View.sharesWay(path, pod.mode(), node.name(), pod.node())));
    }

    private static String deviceOf(Route route) {
        return route.device().isEmpty() ? route.type() : route.device();
    }

    static String words(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case NONE -> "plain packets";
            case IPIP -> "IPIP";
            case VXLAN -> "VXLAN";
            case GENEVE -> "Geneve";
            case GRE -> "GRE";
            case WIREGUARD -> "WireGuard";
        };
    }
}
