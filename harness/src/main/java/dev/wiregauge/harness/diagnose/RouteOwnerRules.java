package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Whether those who lay routes agree on who owns a block, who lays its route, and which nodes
/// share a subnet.
final class RouteOwnerRules implements Rule {
    private static final int MAIN_TABLE = 254;
    private static final int BIRD = 12;
    private static final int FELIX = 80;

    /// Two programs for one destination: harmless while both say the same.
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        for (NodeIntent node : view.nodes()) {
            Map<String, Set<Integer>> owners = new TreeMap<>();
            view.kernel(node.name()).stream()
                    .flatMap(facts -> facts.routes().stream())
                    .filter(route -> route.table() == MAIN_TABLE && route.type().equals("unicast"))
                    .forEach(route ->
                            owners.computeIfAbsent(route.destination(), _ -> new TreeSet<>())
                                    .add(route.protocol()));
            owners.values().removeIf(both -> !both.containsAll(Set.of(BIRD, FELIX)));
            if (!owners.isEmpty()) {
                findings.add(twoOwners(view, node, owners.keySet()));
            }
        }
        return findings;
    }

    private static Diagnosed twoOwners(View view, NodeIntent node, Set<String> destinations) {
        return Diagnosed.of("F27", "Felix and BIRD both lay routes of " + node.name())
                .severity(Severity.WARNING)
                .at(node.name() + " routes")
                .evidence(
                        view.kernel(node.name()).stream()
                                .flatMap(facts -> facts.routes().stream())
                                .filter(route -> destinations.contains(route.destination()))
                                .map(route ->
                                        "kernel of %s: %s dev %s proto %s metric %d"
                                                .formatted(
                                                        node.name(),
                                                        route.destination(),
                                                        route.device(),
                                                        owner(route.protocol()),
                                                        route.metric()))
                                .toList())
                .cause(
                        "FelixConfiguration programClusterRoutes and BGPConfiguration"
                                + " programClusterRoutes are no complementary pair: whoever writes last"
                                + " wins, and packets flap between the two")
                .fix(
                        "set the two fields to a pair that the documentation allows, such as"
                                + " EnabledIPIPOnly with EnabledNoEncapOnly; restart calico-node on "
                                + node.name())
                .sure("certain that two programs lay them; the flapping itself was not watched")
                .explains(_ -> false);
    }

    private static String owner(int protocol) {
        return switch (protocol) {
            case BIRD -> "bird";
            case FELIX -> "felix (80)";
            default -> Integer.toString(protocol);
        };
    }

    /// A node that holds a block drops what it has no single route for.
    static Diagnosed borrowed(NodeIntent node, PodIntent pod, Route route, List<PathEvidence> hit) {
        return Diagnosed.of(
                        "F25",
                        "%s holds the block that pods of %s have their addresses from"
                                .formatted(node.name(), pod.node()))
                .severity(Severity.CRITICAL)
                .at(node.name() + " routes")
                .direction(View.arrow(node.name(), pod.node()))
                .paths(hit)
                .evidence(
                        "kernel of %s: blackhole %s, and no route to %s itself"
                                .formatted(node.name(), route.destination(), pod.address()))
                .evidence(
                        "intent: %s (%s) runs on %s"
                                .formatted(pod.name(), pod.address(), pod.node()))
                .cause(
                        "an address borrowed from another node's block: its owner drops the packets,"
                                + " since the borrower's /32 never reached it")
                .fix(
                        "calicoctl ipam check; set strictAffinity: true in IPAMConfig or add blocks, then"
                                + " recreate the pods of "
                                + pod.node())
                .sure("certain: the kernel's own table")
                .explains(path -> View.sharesWay(path, pod.mode(), node.name(), pod.node()));
    }

    /// A mode that tunnels only between subnets, and a node that is wrong about its subnet.
    static Diagnosed wrongPrefix(
            View view,
            NodeIntent node,
            PodIntent pod,
            Route route,
            Encapsulation actual,
            List<PathEvidence> hit) {
        boolean same = view.sameSubnet(node.name(), pod.node());
        return Diagnosed.of(
                        "F22",
                        "%s sends %s pods of %s as %s although they are in %s"
                                .formatted(
                                        node.name(),
                                        pod.mode().id(),
                                        pod.node(),
                                        RouteRules.words(actual),
                                        same ? "one subnet" : "different subnets"))
                .severity(Severity.WARNING)
                .at(node.name() + " routes")
                .direction(View.arrow(node.name(), pod.node()))
                .paths(hit)
                .evidence(
                        "intent: %s is %s, %s is %s"
                                .formatted(
                                        node.name(),
                                        node.subnet(),
                                        pod.node(),
                                        view.node(pod.node()).subnet()))
                .evidence(
                        "kernel of %s: %s via %s dev %s"
                                .formatted(
                                        node.name(),
                                        route.destination(),
                                        route.gateway(),
                                        route.device()))
                .cause(
                        "the node's own address is recorded with a wrong prefix, such as /32, so that"
                                + " it finds no node in its subnet")
                .fix(
                        "compare the annotation projectcalico.org/IPv4Address of %s with ip addr; set"
                                        .formatted(node.name())
                                + " IP=autodetect or the right CIDR and restart calico-node")
                .sure("certain for the route; high for the prefix")
                .explains(_ -> false);
    }
}
