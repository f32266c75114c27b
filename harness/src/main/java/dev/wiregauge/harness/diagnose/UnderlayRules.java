package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.result.evidence.ProbeAnswer.TcpConnections;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What the network between the nodes does not let through: a tunnel's protocol or port, packets
/// with pods' addresses, fragments, BGP.
final class UnderlayRules implements Rule {
    private static final int ROUTES_OF_BIRD = 12;
    private static final String BGP_PORT = "179";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        blocked(view, explained, findings);
        fragments(view, explained, findings);
        bgp(view, explained, findings);
        return findings;
    }

    private static void blocked(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        Map<Encapsulation, Map<String, List<PathEvidence>>> lost = new LinkedHashMap<>();
        Map<String, Loss.OnUnderlay> example = new LinkedHashMap<>();
        for (PathEvidence path : view.crossing()) {
            if (!explained.test(path)
                    && View.silent(path)
                    && Loss.of(path) instanceof Loss.OnUnderlay loss) {
                String way = View.arrow(loss.from(), loss.to());
                lost.computeIfAbsent(loss.as(), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(way, _ -> new ArrayList<>())
                        .add(path);
                example.putIfAbsent(loss.as() + way, loss);
            }
        }
        lost.forEach(
                (encapsulation, ways) -> findings.add(blocked(view, encapsulation, ways, example)));
    }

    private static Diagnosed blocked(
            View view,
            Encapsulation encapsulation,
            Map<String, List<PathEvidence>> ways,
            Map<String, Loss.OnUnderlay> example) {
        List<PathEvidence> hit = ways.values().stream().flatMap(List::stream).distinct().toList();
        List<String> evidence = new ArrayList<>();
        ways.keySet().stream()
                .map(way -> example.get(encapsulation + way))
                .forEach(loss -> {
                    if (loss != null) {
                        evidence.add(lastSeen(loss));
                    }
                });
        if (hostWorks(view, hit)) {
            evidence.add("control: the nodes themselves reach each other");
        }
        Diagnosed.Draft draft =
                switch (encapsulation) {
                    case IPIP ->
                            Diagnosed.of("F11", "the underlay drops IPIP (IP protocol 4)")
                                    .cause(
                                            "the provider or a firewall lets only TCP, UDP and ICMP pass")
                                    .fix(
                                            "allow IP protocol 4 between nodes, or use VXLAN: kubectl"
                                                    + " patch ippool <pool> --type merge -p"
                                                    + " '{\"spec\":{\"ipipMode\":\"Never\",\"vxlanMode\":\"Always\"}}'");
                    case VXLAN ->
                            Diagnosed.of(
                                            "F12",
                                            "the underlay drops VXLAN (UDP " + port(example) + ")")
                                    .cause(
                                            "a firewall, or a hypervisor that keeps this port for its own"
                                                    + " overlay")
                                    .fix(
                                            "allow the port between nodes in both directions, or move it:"
                                                    + " FelixConfiguration vxlanPort");
                    case NONE ->
                            Diagnosed.of("F14", "the underlay drops packets with pods' addresses")
                                    .cause(
                                            "the cloud checks source and destination, or its routers do"
                                                    + " not know the pod networks")
                                    .fix(
                                            "turn the source/destination check off, peer BGP with the"
                                                    + " fabric, or encapsulate: vxlanMode: CrossSubnet");
                    case GENEVE, GRE, WIREGUARD ->
                            Diagnosed.of(
                                            "F12",
                                            "the underlay drops " + RouteRules.words(encapsulation))
                                    .cause("a firewall between the nodes")
                                    .fix("allow the tunnel's protocol between nodes");
                };
        return draft.severity(Severity.CRITICAL)
                .at("underlay " + String.join(", ", new TreeSet<>(ways.keySet())))
                .direction(direction(ways))
                .paths(hit)
                .evidence(evidence)
                .sure("high: captures on both uplinks agree on where the packets end")
                .explains(path ->
                        path.mode()
                                        .map(mode ->
                                                hit.stream()
                                                        .anyMatch(other ->
                                                                other.mode().equals(path.mode())))
                                        .orElse(false)
                                && (path.to().node().isEmpty()
                                        || hit.contains(path)
                                        || path.kind() == Path.NODE_POD
                                        || path.kind() == Path.POD_NODE));
    }

    private static String lastSeen(Loss.OnUnderlay loss) {
        return "wire: %s left %s to %s (%d bytes, IP protocol %d%s), never seen at %s"
                .formatted(
                        RouteRules.words(loss.as()),
                        loss.from(),
                        loss.lastSeen().outerDestination(),
                        loss.lastSeen().outerBytes(),
                        loss.lastSeen().ipProtocol(),
                        loss.lastSeen()
                                .udpDestinationPort()
                                .map(port -> ", UDP port " + port)
                                .orElse(""),
                        loss.to());
    }

    private static String port(Map<String, Loss.OnUnderlay> example) {
        return example.values().stream()
                .filter(loss -> loss.as() == Encapsulation.VXLAN)
                .flatMap(loss -> loss.lastSeen().udpDestinationPort().stream())
                .map(String::valueOf)
                .findFirst()
                .orElse("4789");
    }

    private static boolean hostWorks(View view, List<PathEvidence> hit) {
        return view.paths(Path.NODE_NODE).stream()
                .filter(path ->
                        hit.stream()
                                .anyMatch(other ->
                                        View.joins(path, other.from().node(), other.to().node())))
                .allMatch(View::answers);
    }

    /// `both` where each way has its reverse among them.
    private static String direction(Map<String, List<PathEvidence>> ways) {
        boolean all =
                ways.keySet().stream()
                        .allMatch(way -> {
                            int arrow = way.indexOf(" -> ");
                            return ways.containsKey(
                                    View.arrow(way.substring(arrow + 4), way.substring(0, arrow)));
                        });
        return all || ways.isEmpty() ? "both" : String.join(", ", new TreeSet<>(ways.keySet()));
    }

    private static void fragments(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        List<PathEvidence> hit =
                view.paths(Path.NODE_NODE).stream()
                        .filter(path -> !explained.test(path) && View.answers(path))
                        // else it is their size: fragments are as large as whole packets
                        .filter(path ->
                                path.mtu().map(mtu -> mtu.limit() == MtuLimit.NONE).orElse(false))
                        .filter(path ->
                                path.fragmented()
                                        .map(echoes -> echoes.sent() > 0 && echoes.answered() == 0)
                                        .orElse(false))
                        .toList();
        if (hit.isEmpty()) {
            return;
        }
        findings.add(
                Diagnosed.of("F10", "the underlay drops fragments")
                        .at("underlay " + ways(hit))
                        .direction(direction(byWay(hit)))
                        .paths(hit)
                        .evidence(
                                "probe %s: small datagrams are answered, none of %d in fragments is"
                                        .formatted(
                                                hit.getFirst().name(),
                                                hit.getFirst().fragmented().orElseThrow().sent()))
                        .cause(
                                "a firewall or a dataplane without reassembly drops all but whole"
                                        + " packets")
                        .fix(
                                "allow fragments between nodes; with Calico's eBPF dataplane enable"
                                        + " bpfIPFragmentReassemblyEnabled; keep pod MTUs small enough"
                                        + " that nothing is fragmented")
                        .sure("high: whole datagrams on the same path are answered")
                        .explains(_ -> false));
    }

    private static String ways(List<PathEvidence> paths) {
        return String.join(", ", new TreeSet<>(byWay(paths).keySet()));
    }

    private static Map<String, List<PathEvidence>> byWay(List<PathEvidence> paths) {
        Map<String, List<PathEvidence>> ways = new LinkedHashMap<>();
        paths.forEach(path ->
                ways.computeIfAbsent(
                                View.arrow(path.from().node(), path.to().node()),
                                _ -> new ArrayList<>())
                        .add(path));
        return ways;
    }

    /// Silence on TCP 179 matters where BGP is in use.
    private static void bgp(
            View view, Predicate<PathEvidence> explained, List<Diagnosed> findings) {
        List<PathEvidence> hit =
                view.paths(Path.NODE_NODE).stream()
                        .filter(path -> !explained.test(path) && View.answers(path))
                        .filter(path -> silentPort(path) && !hasSession(view, path))
                        .toList();
        if (hit.isEmpty() || !usesBgp(view)) {
            return;
        }
        findings.add(
                Diagnosed.of("F23", "BGP (TCP 179) between nodes is blocked")
                        .at("underlay " + ways(hit))
                        .direction(direction(byWay(hit)))
                        .paths(hit)
                        .evidence(
                                "probe: TCP %s of %s is silent, neither open nor refused"
                                        .formatted(BGP_PORT, View.words(hit.getFirst().to())))
                        .evidence("kernel: routes of protocol bird are in use")
                        .cause("a firewall between the nodes; routes stay until they time out")
                        .fix("allow TCP 179 between nodes in both directions")
                        .sure("high: a reachable port answers or refuses")
                        .explains(_ -> false));
    }

    /// With passwords (TCP MD5, RFC 2385) the port is silent to whoever does not sign.
    private static boolean hasSession(View view, PathEvidence path) {
        return view.kernel(path.from().node())
                .filter(facts -> facts.hasBgpSession(path.to().address()))
                .isPresent();
    }

    private static boolean silentPort(PathEvidence path) {
        TcpConnections outcome = path.ports().get(BGP_PORT);
        return outcome != null && outcome.silent() > 0 && outcome.connected() == 0;
    }

    private static boolean usesBgp(View view) {
        return view.pods().stream().map(PodIntent::mode).anyMatch(mode -> mode == Mode.BGP)
                || view.nodes().stream()
                        .flatMap(node -> view.kernel(node.name()).stream())
                        .flatMap(facts -> facts.routes().stream())
                        .map(Route::protocol)
                        .anyMatch(protocol -> protocol == ROUTES_OF_BIRD);
    }
}
