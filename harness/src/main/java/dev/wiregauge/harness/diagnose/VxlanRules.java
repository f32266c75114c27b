package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.ForwardingEntry;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.NetworkFacts.Neighbour;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Whether what a node holds of its peers' VTEPs is what those peers really have.
final class VxlanRules implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        for (NodeIntent node : view.nodes()) {
            for (NodeIntent peer : view.nodes()) {
                if (!node.name().equals(peer.name())) {
                    judge(view, node, peer).ifPresent(findings::add);
                }
            }
        }
        return findings;
    }

    private static Optional<Diagnosed> judge(View view, NodeIntent node, NodeIntent peer) {
        Optional<Route> route =
                view.pods().stream()
                        .filter(pod -> pod.node().equals(peer.name()))
                        .map(PodIntent::address)
                        .flatMap(address -> view.route(node.name(), address).stream())
                        .filter(found -> isVxlan(view, node, found.device()))
                        .filter(found -> !found.gateway().isEmpty())
                        .findFirst();
        Optional<NetworkFacts> own = view.kernel(node.name());
        Optional<Link> device =
                view.kernel(peer.name()).stream()
                        .flatMap(facts -> facts.links().stream())
                        .filter(link -> link.vxlan().isPresent())
                        .filter(link ->
                                route.map(r -> sameTunnel(view, node, r, link)).orElse(false))
                        .findFirst();
        if (route.isEmpty() || own.isEmpty() || device.isEmpty()) {
            return Optional.empty();
        }
        return compare(view, node, peer, own.get(), route.get(), device.get());
    }

    private static boolean isVxlan(View view, NodeIntent node, String device) {
        return view.kernel(node.name())
                .flatMap(facts -> facts.link(device))
                .flatMap(Link::vxlan)
                .isPresent();
    }

    private static boolean sameTunnel(View view, NodeIntent node, Route route, Link other) {
        return view.kernel(node.name())
                .flatMap(facts -> facts.link(route.device()))
                .flatMap(Link::vxlan)
                .map(own -> own.vni() == other.vxlan().orElseThrow().vni())
                .orElse(false);
    }

    private static Optional<Diagnosed> compare(
            View view,
            NodeIntent node,
            NodeIntent peer,
            NetworkFacts own,
            Route route,
            Link peerDevice) {
        Optional<Neighbour> neighbour =
                own.neighbours().stream()
                        .filter(each -> each.device().equals(route.device()))
                        .filter(each -> each.address().equals(route.gateway()))
                        .findFirst();
        String held = neighbour.map(Neighbour::mac).orElse("none");
        if (!held.equals(peerDevice.mac())) {
            return Optional.of(
                    draft(
                            view,
                            node,
                            peer,
                            "F29",
                            "%s holds a wrong MAC address for the VTEP of %s"
                                    .formatted(node.name(), peer.name()),
                            "kernel of %s: %s has lladdr %s on %s"
                                    .formatted(node.name(), route.gateway(), held, route.device()),
                            "kernel of %s: %s has %s"
                                    .formatted(peer.name(), peerDevice.name(), peerDevice.mac())));
        }
        Optional<ForwardingEntry> entry =
                own.forwarding().stream()
                        .filter(each -> each.device().equals(route.device()))
                        .filter(each -> each.mac().equals(held))
                        .findFirst();
        String target = entry.map(ForwardingEntry::destination).orElse("none");
        if (view.addressesOf(peer.name()).contains(target) && !target.equals(peer.address())) {
            return Optional.of(otherNic(view, node, peer, target));
        }
        if (!target.equals(peer.address())) {
            return Optional.of(
                    draft(
                            view,
                            node,
                            peer,
                            "F53",
                            "%s sends VXLAN for %s to a wrong address"
                                    .formatted(node.name(), peer.name()),
                            "kernel of %s: the forwarding entry of %s leads to %s"
                                    .formatted(node.name(), held, target),
                            "intent: %s has %s on the underlay"
                                    .formatted(peer.name(), peer.address())));
        }
        return Optional.empty();
    }

    private static Diagnosed otherNic(View view, NodeIntent node, NodeIntent peer, String target) {
        String nic =
                view.kernel(peer.name()).stream()
                        .flatMap(facts -> facts.addresses().stream())
                        .filter(each -> each.address().equals(target))
                        .map(each -> each.link())
                        .findFirst()
                        .orElse("another interface");
        Predicate<PathEvidence> hit = between(node, peer);
        return Diagnosed.of(
                        "F21",
                        "%s is known to its peers by the address of another NIC"
                                .formatted(peer.name()))
                .severity(Severity.CRITICAL)
                .at(peer.name() + " node address")
                .direction(View.arrow(node.name(), peer.name()))
                .paths(view.crossing().stream().filter(hit).toList())
                .evidence("kernel of %s: VXLAN for it goes to %s".formatted(node.name(), target))
                .evidence("kernel of %s: %s is on %s".formatted(peer.name(), target, nic))
                .evidence("intent: it has %s on %s".formatted(peer.address(), peer.uplink()))
                .cause(
                        "the address was detected on the first interface found, which is not the one"
                                + " that the nodes share")
                .fix(
                        "set IP_AUTODETECTION_METHOD=interface=%1$s (operator:"
                                        .formatted(peer.uplink())
                                + " nodeAddressAutodetectionV4.interface, Flannel: --iface) and restart"
                                + " calico-node on "
                                + peer.name())
                .sure("certain: the peer's kernel has this address on another interface")
                .explains(hit);
    }

    private static Diagnosed draft(
            View view,
            NodeIntent node,
            NodeIntent peer,
            String id,
            String title,
            String held,
            String real) {
        Predicate<PathEvidence> hit = between(node, peer);
        return Diagnosed.of(id, title)
                .severity(Severity.CRITICAL)
                .at(node.name() + " VXLAN tables")
                .direction(View.arrow(node.name(), peer.name()))
                .paths(view.crossing().stream().filter(hit).toList())
                .evidence(held)
                .evidence(real)
                .cause("the peer's tunnel device was made anew, and this node missed the change")
                .fix(
                        "restart calico-node on both nodes; keep systemd from changing the MAC"
                                + " (MACAddressPolicy=none)")
                .sure("certain: the two kernels disagree")
                .explains(hit);
    }

    private static Predicate<PathEvidence> between(NodeIntent node, NodeIntent peer) {
        return path ->
                (View.joins(path, node.name(), peer.name())
                                || View.joins(path, peer.name(), node.name())
                                || path.to().node().isEmpty())
                        && path.mode()
                                .map(mode -> mode.id().startsWith("vxlan") || !View.promises(mode))
                                .orElse(false);
    }
}
