package dev.wiregauge.report.findings;

import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.MtuLimit;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The stations of one path: down one node, across the wire, up the other.
///
/// @param from where the packet starts, from its source down to the wire
/// @param middle what joins the two: the underlay, or the node itself where both ends are on one
/// @param to the other side, in the same order as `from`: the destination comes first
record PathStations(
        String fromNode, String toNode, List<Station> from, Station middle, List<Station> to) {

    /// @param node empty for the underlay
    record Station(Hop hop, String node, String label, String detail) {}

    boolean onOneNode() {
        return fromNode.equals(toNode);
    }

    boolean holds(Hop hop) {
        return middle.hop() == hop
                || from.stream().anyMatch(each -> each.hop() == hop)
                || to.stream().anyMatch(each -> each.hop() == hop);
    }

    static PathStations of(Evidence evidence, PathEvidence path) {
        return new Survey(evidence, path).stations();
    }

    /// Collects the stations from what the kernels say.
    private record Survey(Evidence evidence, PathEvidence path) {

        PathStations stations() {
            Optional<ServiceIntent> service = evidence.intent().service(path.to().name());
            End from = path.from();
            End to = service.flatMap(this::backend).orElse(path.to());
            String toNode = to.node().isEmpty() ? from.node() : to.node();
            boolean oneNode = from.node().equals(toNode);
            List<Station> down = side(from, to, oneNode, path.kind() != Path.POD_NODEPORT);
            service.ifPresent(each -> down.add(serviceIndex(down), service(from, each)));
            List<Station> up = side(to, from, oneNode, true);
            Station middle = oneNode ? routes(from.node(), to.address()) : underlay(from, to);
            return new PathStations(from.node(), toNode, down, middle, up);
        }

        /// One on another node where there is any: the longer way shows more.
        private Optional<End> backend(ServiceIntent service) {
            List<PodIntent> pods =
                    service.backends().stream()
                            .flatMap(name -> evidence.intent().pod(name).stream())
                            .toList();
            return pods.stream()
                    .filter(pod -> !pod.node().equals(path.from().node()))
                    .findFirst()
                    .or(() -> pods.stream().findFirst())
                    .map(pod -> new End(pod.name(), pod.node(), pod.address()));
        }

        private static int serviceIndex(List<Station> down) {
            int pods = 0;
            while (pods < down.size()
                    && (down.get(pods).hop() == Hop.POD || down.get(pods).hop() == Hop.POD_CABLE)) {
                pods++;
            }
            return pods;
        }

        private static Station service(End from, ServiceIntent service) {
            return new Station(
                    Hop.SERVICE,
                    from.node(),
                    "Service " + service.name(),
                    service.address() + ":" + service.port());
        }

        /// @param tunnels whether a tunnel may take part
        private List<Station> side(End end, End other, boolean oneNode, boolean tunnels) {
            List<Station> stations = new ArrayList<>();
            String node = end.node();
            if (evidence.intent().pod(end.name()).isPresent()) {
                stations.add(
                        new Station(
                                Hop.POD,
                                node,
                                "pod " + end.name(),
                                end.address() + mtu(end.name(), "eth0")));
                route(node, end.address())
                        .filter(route -> !route.device().isEmpty())
                        .ifPresent(route ->
                                stations.add(
                                        new Station(
                                                Hop.POD_CABLE,
                                                node,
                                                route.device(),
                                                mtu(node, route.device())
                                                        .replaceFirst("^, ", ""))));
            }
            if (oneNode) {
                return stations;
            }
            stations.add(routes(node, other.address()));
            String uplink = evidence.intent().node(node).map(NodeIntent::uplink).orElse("");
            if (tunnels) {
                tunnel(node, other.address(), uplink).ifPresent(stations::add);
            }
            stations.add(
                    new Station(
                            Hop.UPLINK,
                            node,
                            uplink.isEmpty() ? "uplink" : uplink,
                            address(node) + mtu(node, uplink)));
            return stations;
        }

        private Station routes(String node, String destination) {
            String detail =
                    route(node, destination)
                            .map(route ->
                                    route.device().isEmpty()
                                            ? route.type() + " " + route.destination()
                                            : destination + " dev " + route.device())
                            .orElse("no route to " + destination);
            boolean known = evidence.kernels().containsKey(node);
            return new Station(Hop.NODE, node, "routes, filters, NAT", known ? detail : "not read");
        }

        private Optional<Station> tunnel(String node, String destination, String uplink) {
            return route(node, destination)
                    .map(Route::device)
                    .filter(device -> !device.isEmpty() && !device.equals(uplink))
                    .filter(device -> !device.startsWith("cali"))
                    .map(device ->
                            new Station(Hop.TUNNEL, node, device, "tunnel" + mtu(node, device)));
        }

        private Station underlay(End from, End to) {
            Optional<Integer> crosses =
                    evidence.paths().stream()
                            .filter(each -> each.kind() == Path.NODE_NODE)
                            .filter(each ->
                                    each.from().node().equals(from.node())
                                            && each.to().node().equals(to.node()))
                            .flatMap(each -> each.mtu().stream())
                            .filter(mtu -> mtu.limit() != MtuLimit.UNREACHABLE)
                            .map(mtu -> mtu.largestAnsweredBytes())
                            .findFirst();
            String subnets =
                    subnet(from) + (subnet(from).equals(subnet(to)) ? "" : " – " + subnet(to));
            return new Station(
                    Hop.UNDERLAY,
                    "",
                    "underlay",
                    subnets + crosses.map(bytes -> ", " + bytes + " bytes cross").orElse(""));
        }

        private String subnet(End end) {
            return evidence.intent().node(end.node()).map(NodeIntent::subnet).orElse("");
        }

        private String address(String node) {
            return evidence.intent().node(node).map(NodeIntent::address).orElse("");
        }

        private String mtu(String agent, String link) {
            return kernel(agent)
                    .flatMap(facts -> facts.link(link))
                    .map(Link::mtuBytes)
                    .map(bytes -> ", MTU " + bytes)
                    .orElse("");
        }

        private Optional<Route> route(String node, String address) {
            return kernel(node).flatMap(facts -> facts.route(address));
        }

        private Optional<NetworkFacts> kernel(String agent) {
            return Optional.ofNullable(evidence.kernels().get(agent));
        }
    }
}
