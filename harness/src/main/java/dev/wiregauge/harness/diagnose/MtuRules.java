package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.PacketTooBig;
import dev.wiregauge.result.evidence.ProbeAnswer.PathMtu;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Packets that are too large for a part of their way: told by ICMP, lost in silence, or cut into
/// fragments outside.
final class MtuRules implements Rule {
    private static final String CANNOT_FRAGMENT = "Ip.FragFails";
    private static final String FRAGMENTS_MADE = "Ip.FragCreates";
    private static final String FRAGMENTS_TAKEN = "Ip.ReasmReqds";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        silentUnderlay(view, explained, findings);
        List<PathEvidence> narrow = NarrowUnderlay.paths(view, explained);
        if (!narrow.isEmpty()) {
            findings.add(NarrowUnderlay.finding(view, narrow));
        }
        Predicate<PathEvidence> known =
                FilterRules.withThese(explained, findings)
                        .or(path -> NarrowUnderlay.isBetween(path, narrow));
        blackHoles(view, known, findings);
        fragmentedOutside(view, known, findings);
        tooLargeForTheTunnel(view, FilterRules.withThese(known, findings), findings);
        return findings;
    }

    /// A large packet of the nodes themselves vanishes, with no router between that could tell.
    private static void silentUnderlay(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        List<PathEvidence> hit =
                view.paths(Path.NODE_NODE).stream()
                        .filter(path -> !explained.test(path))
                        .filter(path -> limit(path) == MtuLimit.BLACK_HOLE)
                        .toList();
        if (hit.isEmpty()) {
            return;
        }
        boolean routed =
                hit.stream()
                        .noneMatch(path -> view.sameSubnet(path.from().node(), path.to().node()));
        List<String> evidence = new ArrayList<>(hit.stream().map(MtuRules::silence).toList());
        view.nodes()
                .forEach(node ->
                        view.uplink(node)
                                .ifPresent(link ->
                                        evidence.add(
                                                "kernel of %s: %s has MTU %d"
                                                        .formatted(
                                                                node.name(),
                                                                link.name(),
                                                                link.mtuBytes()))));
        int fits = hit.stream().mapToInt(path -> mtu(path).largestAnsweredBytes()).min().orElse(0);
        String ways =
                String.join(
                        ", ",
                        new TreeSet<>(
                                hit.stream()
                                        .map(path ->
                                                View.arrow(path.from().node(), path.to().node()))
                                        .toList()));
        findings.add(
                Diagnosed.of(
                                routed ? "F02" : "F03",
                                routed
                                        ? "the underlay loses packets above %d bytes, and no ICMP tells"
                                                .formatted(fits)
                                        : "an MTU mismatch in the underlay: packets above %d bytes vanish"
                                                .formatted(fits))
                        .severity(Severity.CRITICAL)
                        .at("underlay " + commonEnd(hit).orElse(ways))
                        .direction(ways)
                        .paths(hit)
                        .evidence(evidence)
                        .cause(
                                routed
                                        ? "a router on the way has a smaller MTU, and its ICMP messages are"
                                                + " filtered"
                                        : "a switch port or NIC between the nodes takes less than the"
                                                + " others; layer 2 sends no ICMP")
                        .fix(
                                "set one MTU on all NICs and switch ports, or lower the nodes' to %d"
                                        .formatted(fits))
                        .sure(
                                "high: small packets between were answered, larger ones never, three"
                                        + " times each")
                        .explains(path ->
                                path.to().node().isEmpty()
                                        || hit.stream()
                                                .anyMatch(other ->
                                                        View.joins(
                                                                path,
                                                                other.from().node(),
                                                                other.to().node()))));
    }

    /// The node that all of these have as an end, where there are others to compare with.
    private static Optional<String> commonEnd(List<PathEvidence> hit) {
        return hit.stream()
                .flatMap(path -> List.of(path.from().node(), path.to().node()).stream())
                .distinct()
                .filter(node -> hit.stream().allMatch(path -> View.touches(path, node)))
                .filter(_ -> hit.size() > 2)
                .findFirst()
                .map(node -> "at " + node);
    }

    private static void blackHoles(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        for (PathEvidence path : view.evidence().paths()) {
            if (limit(path) == MtuLimit.BLACK_HOLE && !explained.test(path)) {
                byNode.computeIfAbsent(path.from().node(), _ -> new ArrayList<>()).add(path);
            }
        }
        if (byNode.isEmpty()) {
            return;
        }
        List<PathEvidence> hit = byNode.values().stream().flatMap(List::stream).toList();
        List<String> evidence = new ArrayList<>();
        byNode.forEach((node, paths) -> {
            evidence.add(silence(paths.getFirst()));
            paths.stream()
                    .filter(path -> path.moved(node, CANNOT_FRAGMENT) > 0)
                    .findFirst()
                    .ifPresent(path ->
                            evidence.add(
                                    "counter of %s: %s moved by %d, so the node found packets too big and"
                                                    .formatted(
                                                            node,
                                                            CANNOT_FRAGMENT,
                                                            path.moved(node, CANNOT_FRAGMENT))
                                            + " its ICMP did not reach the pod"));
            evidence.addAll(tunnelFacts(view, node));
        });
        boolean everywhere = byNode.size() == view.nodes().size();
        findings.add(
                Diagnosed.of(
                                "F02",
                                "a path MTU black hole: large packets vanish, and no ICMP tells")
                        .severity(Severity.CRITICAL)
                        .at(everywhere ? "every node" : String.join(", ", byNode.keySet()))
                        .direction(everywhere ? "both" : byNode.keySet() + " -> others")
                        .paths(hit)
                        .evidence(evidence)
                        .cause(
                                "ICMP \"fragmentation needed\" is filtered, or sent from an address the"
                                        + " pod cannot be reached from")
                        .fix(
                                "allow ICMP type 3 code 4 on the nodes and in every NetworkPolicy; give"
                                        + " pods the MTU that fits (see the recommended MTU);"
                                        + " sysctl net.ipv4.tcp_mtu_probing=1 heals TCP meanwhile")
                        .sure(
                                "high: small packets between were answered, larger ones never, three"
                                        + " times each")
                        .done());
    }

    private static void fragmentedOutside(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        for (PathEvidence path : view.crossing()) {
            String from = path.from().node();
            boolean cut =
                    path.moved(from, FRAGMENTS_MADE) > 0
                            && path.moved(path.to().node(), FRAGMENTS_TAKEN) > 0;
            // the window of counters is shared by the modes; only a tunnel that is too large for
            // its uplink cuts
            if (cut && !explained.test(path) && outerExceedsUplink(view, path)) {
                byNode.computeIfAbsent(from, _ -> new ArrayList<>()).add(path);
            }
        }
        if (byNode.isEmpty()) {
            return;
        }
        List<PathEvidence> hit = byNode.values().stream().flatMap(List::stream).toList();
        List<String> evidence = new ArrayList<>();
        byNode.forEach((node, paths) -> {
            PathEvidence path = paths.getFirst();
            evidence.add(
                    "probe %s: %d bytes with DF pass"
                            .formatted(path.name(), mtu(path).largestAnsweredBytes()));
            evidence.add(
                    "counters meanwhile: %s of %s moved by %d, %s of %s by %d"
                            .formatted(
                                    FRAGMENTS_MADE,
                                    node,
                                    path.moved(node, FRAGMENTS_MADE),
                                    FRAGMENTS_TAKEN,
                                    path.to().node(),
                                    path.moved(path.to().node(), FRAGMENTS_TAKEN)));
            evidence.addAll(tunnelFacts(view, node));
        });
        boolean everywhere = byNode.size() == view.nodes().size();
        findings.add(
                Diagnosed.of("F04", "tunnel packets are fragmented outside, unseen by pods")
                        .at(everywhere ? "every node" : String.join(", ", byNode.keySet()))
                        .direction(everywhere ? "both" : byNode.keySet() + " -> others")
                        .paths(hit)
                        .evidence(evidence)
                        .cause(
                                "the tunnel's packets are larger than the underlay takes, and VXLAN"
                                        + " clears DF outside: throughput falls several times")
                        .fix("lower the pod MTU to the recommended value and recreate the pods")
                        .sure(
                                "certain: fragments were made and put together while DF probes passed")
                        .done());
    }

    private static boolean outerExceedsUplink(View view, PathEvidence path) {
        int passed = path.mtu().map(PathMtu::largestAnsweredBytes).orElse(0);
        int overhead =
                path.mode()
                        .flatMap(mode ->
                                view.expected(mode, path.from().node(), path.to().node())
                                        .map(each -> each.overheadBytes(view.isOverIpv6(mode))))
                        .orElse(0);
        return overhead > 0
                && view.uplink(view.node(path.from().node()))
                        .map(link -> passed + overhead > link.mtuBytes())
                        .orElse(false);
    }

    /// The node says by ICMP that its pods' packets are too big: it works, but each path loses its
    /// first large packet.
    private static void tooLargeForTheTunnel(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<String, List<PathEvidence>> byNode = new LinkedHashMap<>();
        for (PathEvidence path : view.evidence().paths()) {
            if (limit(path) == MtuLimit.ICMP
                    && !explained.test(path)
                    && path.mode().isPresent()
                    && !isTheReceivers(view, path)) {
                byNode.computeIfAbsent(path.from().node(), _ -> new ArrayList<>()).add(path);
            }
        }
        byNode.values()
                .removeIf(paths ->
                        paths.stream().noneMatch(p -> p.kind() == Path.POD_POD_CROSS_NODE));
        if (byNode.isEmpty()) {
            return;
        }
        List<PathEvidence> hit = byNode.values().stream().flatMap(List::stream).toList();
        List<String> evidence = new ArrayList<>();
        byNode.forEach((node, paths) -> {
            evidence.add(told(view, paths.getFirst()));
            evidence.addAll(tunnelFacts(view, node));
        });
        boolean everywhere = byNode.size() == view.nodes().size();
        findings.add(
                Diagnosed.of("F01", "pods have a larger MTU than their way takes")
                        .at(
                                everywhere
                                        ? "pods on every node"
                                        : "pods on " + String.join(", ", byNode.keySet()))
                        .direction(everywhere ? "both" : byNode.keySet() + " -> others")
                        .paths(hit)
                        .evidence(evidence)
                        .cause("the pods' veth MTU does not leave room for the encapsulation")
                        .fix(
                                "set the recommended MTU (Installation spec.calicoNetwork.mtu, or"
                                        + " veth_mtu in calico-config) and recreate the pods")
                        .sure("certain: the ICMP message states its sender and the limit")
                        .done());
    }

    /// Whether it is the receiving pod's own MTU that limits the path: pods that differ, which is a
    /// finding of its own.
    private static boolean isTheReceivers(View view, PathEvidence path) {
        return view.evidence()
                .intent()
                .pod(path.to().name())
                .flatMap(pod -> MtuSettingRules.podMtu(view, pod))
                .map(mtu -> mtu <= mtu(path).largestAnsweredBytes())
                .orElse(path.to().node().isEmpty());
    }

    private static String told(View view, PathEvidence path) {
        PathMtu mtu = mtu(path);
        String senders =
                mtu.packetTooBig().stream()
                        .map(each -> describe(view, each))
                        .distinct()
                        .reduce((one, other) -> one + "; " + other)
                        .orElse("");
        return "probe %s: interface MTU %d, ICMP says %s; %d bytes pass"
                .formatted(
                        path.name(), mtu.interfaceMtuBytes(), senders, mtu.largestAnsweredBytes());
    }

    private static String describe(View view, PacketTooBig message) {
        return "%d from %s%s"
                .formatted(
                        message.mtuBytes(),
                        message.sender(),
                        view.nodeWith(message.sender()).map(node -> " (" + node + ")").orElse(""));
    }

    private static List<String> tunnelFacts(View view, String node) {
        NodeIntent intent = view.node(node);
        List<String> facts = new ArrayList<>();
        view.kernel(node)
                .ifPresent(kernel -> {
                    for (Link link : kernel.links()) {
                        boolean tunnel = link.vxlan().isPresent() || link.name().equals("tunl0");
                        if (link.name().equals(intent.uplink()) || (tunnel && link.up())) {
                            facts.add(
                                    "kernel of %s: %s has MTU %d"
                                            .formatted(node, link.name(), link.mtuBytes()));
                        }
                    }
                });
        return facts;
    }

    private static String silence(PathEvidence path) {
        PathMtu mtu = mtu(path);
        return "probe %s: %d bytes are answered, %d are not and no ICMP came; %d of %d small ones between were answered"
                .formatted(
                        path.name(),
                        mtu.largestAnsweredBytes(),
                        mtu.smallestLostBytes(),
                        mtu.controlsAnswered(),
                        mtu.controlsSent());
    }

    private static PathMtu mtu(PathEvidence path) {
        return path.mtu().orElseThrow();
    }

    private static MtuLimit limit(PathEvidence path) {
        return path.mtu().map(PathMtu::limit).orElse(MtuLimit.NONE);
    }
}
