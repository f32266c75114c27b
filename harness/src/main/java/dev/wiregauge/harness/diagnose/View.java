package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.WireProof.Sighting;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The questions that rules put to the evidence, in one place.
record View(Evidence evidence) {

    List<NodeIntent> nodes() {
        return evidence.intent().nodes();
    }

    List<PodIntent> pods() {
        return evidence.intent().pods();
    }

    List<PathEvidence> paths(Path kind) {
        return evidence.paths().stream().filter(path -> path.kind() == kind).toList();
    }

    List<PathEvidence> crossing() {
        return paths(Path.POD_POD_CROSS_NODE);
    }

    /// Empty where that agent's kernel could not be read.
    Optional<NetworkFacts> kernel(String agent) {
        return Optional.ofNullable(evidence.kernels().get(agent));
    }

    Optional<Link> uplink(NodeIntent node) {
        return kernel(node.name()).flatMap(facts -> facts.link(node.uplink()));
    }

    NodeIntent node(String name) {
        return evidence.intent().node(name).orElseThrow();
    }

    boolean sameSubnet(String node, String other) {
        return node(node).subnet().equals(node(other).subnet());
    }

    /// Whether a mode's pods have IPv6 addresses, which tunnels carry between the nodes' IPv6
    /// addresses.
    boolean isOverIpv6(Mode mode) {
        return pods().stream()
                .anyMatch(pod -> pod.mode() == mode && AddressText.isIpv6(pod.address()));
    }

    /// What the mode promises between two nodes, or for a mode that promises nothing what the wire
    /// showed, else what the node's route is for; empty where none of these tells.
    Optional<Encapsulation> expected(Mode mode, String node, String other) {
        return mode.expected(sameSubnet(node, other))
                .or(() -> onTheWire(mode, node, other))
                .or(() -> routed(mode, node, other));
    }

    /// Whether the mode says beforehand what the wire must show.
    static boolean promises(Mode mode) {
        return mode.expected(false).isPresent();
    }

    private Optional<Encapsulation> onTheWire(Mode mode, String node, String other) {
        List<Encapsulation> seen =
                crossing().stream()
                        .filter(path -> path.mode().equals(Optional.of(mode)))
                        .filter(path -> joins(path, node, other))
                        .flatMap(path -> path.wire().stream())
                        .flatMap(wire -> wire.questions().stream())
                        .map(Sighting::encapsulation)
                        .distinct()
                        .toList();
        return seen.size() == 1 ? Optional.of(seen.getFirst()) : Optional.empty();
    }

    private Optional<Encapsulation> routed(Mode mode, String node, String other) {
        return pods().stream()
                .filter(pod -> pod.mode() == mode && pod.node().equals(other))
                .findFirst()
                .flatMap(pod -> route(node, pod.address()))
                .filter(route -> !route.gateway().isEmpty())
                .map(route -> wraps(node, route.device()));
    }

    Set<String> addressesOf(String agent) {
        return kernel(agent).map(View::addresses).orElse(Set.of());
    }

    private static Set<String> addresses(NetworkFacts facts) {
        return facts.addresses().stream()
                .filter(address -> !address.link().equals("lo"))
                .map(NetworkFacts.LinkAddress::address)
                .collect(Collectors.toSet());
    }

    /// The node that bears this address itself.
    Optional<String> nodeWith(String address) {
        return nodes().stream()
                .map(NodeIntent::name)
                .filter(name -> addressesOf(name).contains(address))
                .findFirst();
    }

    Optional<Route> route(String node, String address) {
        return kernel(node).flatMap(facts -> facts.route(address));
    }

    /// What a packet is wrapped in that leaves by this device.
    Encapsulation wraps(String node, String device) {
        Optional<Link> link = kernel(node).flatMap(facts -> facts.link(device));
        String kind = link.map(Link::kind).orElse("");
        if (kind.equals("vxlan")) {
            return Encapsulation.VXLAN;
        }
        // Calico's device, whatever makes it; a look-alike is a veth by kind
        if (kind.equals("ipip") || device.equals("tunl0")) {
            return Encapsulation.IPIP;
        }
        return switch (kind) {
            case "geneve" -> Encapsulation.GENEVE;
            case "wireguard" -> Encapsulation.WIREGUARD;
            case "gre" -> Encapsulation.GRE;
            default -> Encapsulation.NONE;
        };
    }

    static boolean touches(PathEvidence path, String node) {
        return path.from().node().equals(node) || path.to().node().equals(node);
    }

    static boolean joins(PathEvidence path, String fromNode, String toNode) {
        return path.from().node().equals(fromNode) && path.to().node().equals(toNode);
    }

    /// Whether a fault of one mode between two nodes accounts for what a path suffers: it joins
    /// them, or leads to a Service, whose backends may stand behind it.
    static boolean sharesWay(PathEvidence path, Mode mode, String node, String other) {
        return path.mode().equals(Optional.of(mode))
                && (joins(path, node, other)
                        || joins(path, other, node)
                        || path.to().node().isEmpty());
    }

    /// Whether a fault of one node, seen on some paths, accounts for what another suffers: it leads
    /// to a Service, or touches the node in a mode of theirs.
    static boolean sharesNode(PathEvidence path, String node, List<PathEvidence> hit) {
        return hit.contains(path)
                || path.to().node().isEmpty()
                || (touches(path, node)
                        && hit.stream().anyMatch(other -> other.mode().equals(path.mode())));
    }

    static boolean answers(PathEvidence path) {
        return path.echoes().map(echoes -> echoes.answered() > 0).orElse(false);
    }

    /// Probed, and not a word came back.
    static boolean silent(PathEvidence path) {
        return path.echoes()
                .map(echoes -> echoes.sent() > 0 && echoes.answered() == 0)
                .orElse(false);
    }

    static String arrow(String fromNode, String toNode) {
        return fromNode + " -> " + toNode;
    }

    static String words(End end) {
        return end.name() + " (" + end.address() + ")";
    }
}
