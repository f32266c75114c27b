package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.AddressText;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What is wrong with a node as such, as its own kernel says: no carrier, no forwarding, an address
/// that is somebody else's, two rule sets or two tunnels in each other's way.
final class NodeRules implements Rule {
    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        for (NodeIntent node : view.nodes()) {
            view.uplink(node)
                    .filter(link -> !link.up() || !link.carrier())
                    .ifPresent(link -> findings.add(noCarrier(view, node, link)));
            view.kernel(node.name())
                    .ifPresent(facts -> {
                        forwarding(node, facts).ifPresent(findings::add);
                        sameTunnelPort(node, facts, findings);
                        twoRuleSets(node, facts, findings);
                    });
        }
        duplicateMacs(view, findings);
        duplicateAddresses(view, findings);
        return findings;
    }

    private static Diagnosed noCarrier(View view, NodeIntent node, Link link) {
        return Diagnosed.of("F56", "the uplink of " + node.name() + " has no carrier")
                .severity(Severity.CRITICAL)
                .at(node.name() + " uplink " + link.name())
                .paths(view.crossing().stream().filter(p -> View.touches(p, node.name())).toList())
                .evidence(
                        "kernel of %s: %s is %s"
                                .formatted(
                                        node.name(),
                                        link.name(),
                                        link.up() ? "up without carrier" : "down"))
                .cause("the link between this node and the underlay is down")
                .fix("check cable, switch port or virtual NIC; ip link set " + link.name() + " up")
                .sure("certain: the kernel says so")
                .explains(path -> View.touches(path, node.name()) || path.to().node().isEmpty());
    }

    private static Optional<Diagnosed> forwarding(NodeIntent node, NetworkFacts facts) {
        // a node of IPv6 alone need not forward IPv4
        String setting =
                AddressText.isIpv6(node.address()) ? "ipv6/conf/all/forwarding" : "ipv4/ip_forward";
        if (!facts.sysctls().getOrDefault(setting, "1").equals("0")) {
            return Optional.empty();
        }
        String name = "net." + setting.replace('/', '.');
        return Optional.of(
                Diagnosed.of("F33", node.name() + " does not forward packets")
                        .severity(Severity.CRITICAL)
                        .at(node.name())
                        .evidence("kernel of " + node.name() + ": " + name + " = 0")
                        .cause(
                                "a network restart, a hardening profile or another program turned"
                                        + " forwarding off; pods of the node are cut off")
                        .fix("sysctl -w " + name + "=1 and persist it in /etc/sysctl.d")
                        .sure("certain: the kernel says so")
                        .explains(path ->
                                View.touches(path, node.name()) || path.to().node().isEmpty()));
    }

    private static void sameTunnelPort(
            NodeIntent node, NetworkFacts facts, List<Diagnosed> findings) {
        List<Link> tunnels =
                facts.links().stream().filter(link -> link.vxlan().isPresent()).toList();
        for (Link one : tunnels) {
            for (Link other : tunnels) {
                int port = one.vxlan().orElseThrow().port();
                if (one.index() < other.index()
                        && port == other.vxlan().orElseThrow().port()
                        && sameFamily(one, other)) {
                    findings.add(
                            Diagnosed.of(
                                            "F13",
                                            "two VXLAN devices of %s listen on UDP %d"
                                                    .formatted(node.name(), port))
                                    .severity(Severity.WARNING)
                                    .at(node.name())
                                    .evidence(describe(node, one))
                                    .evidence(describe(node, other))
                                    .cause(
                                            "a second overlay uses Calico's VXLAN port; Calico drops"
                                                    + " VXLAN that does not come from its own nodes")
                                    .fix(
                                            "give one of them another port, such as FelixConfiguration"
                                                    + " vxlanPort: 4790")
                                    .sure(
                                            "certain that both listen; the other overlay was not tried")
                                    .done());
                }
            }
        }
    }

    /// Calico has a device for either family, on the same port.
    private static boolean sameFamily(Link one, Link other) {
        return AddressText.isIpv6(one.vxlan().orElseThrow().local())
                == AddressText.isIpv6(other.vxlan().orElseThrow().local());
    }

    private static String describe(NodeIntent node, Link link) {
        return "kernel of %s: %s has VNI %d and port %d"
                .formatted(
                        node.name(),
                        link.name(),
                        link.vxlan().orElseThrow().vni(),
                        link.vxlan().orElseThrow().port());
    }

    private static void twoRuleSets(NodeIntent node, NetworkFacts facts, List<Diagnosed> findings) {
        List<String> legacy =
                facts.filters().stream()
                        .filter(name -> name.startsWith("iptables-legacy"))
                        .toList();
        List<String> nft =
                facts.filters().stream().filter(name -> name.startsWith("nft ip ")).toList();
        if (!legacy.isEmpty() && !nft.isEmpty()) {
            findings.add(
                    Diagnosed.of("F48", node.name() + " has rules in legacy iptables and in nft")
                            .severity(Severity.WARNING)
                            .at(node.name())
                            .evidence("kernel of %s: %s".formatted(node.name(), legacy))
                            .evidence("kernel of %s: %s".formatted(node.name(), nft))
                            .cause(
                                    "two programs use different backends; each sees only its own"
                                            + " rules, and both are applied")
                            .fix(
                                    "use one backend (kube-proxy mode and Calico's"
                                            + " nftablesMode alike), then reboot the node")
                            .sure(
                                    "certain that both hold rules; whether they conflict was not tried")
                            .done());
        }
    }

    private static void duplicateMacs(View view, List<Diagnosed> findings) {
        for (NodeIntent one : view.nodes()) {
            for (NodeIntent other : view.nodes()) {
                String mac = view.uplink(one).map(Link::mac).orElse("");
                if (one.name().compareTo(other.name()) < 0
                        && !mac.isEmpty()
                        && mac.equals(view.uplink(other).map(Link::mac).orElse(""))) {
                    findings.add(
                            Diagnosed.of("F57", "two nodes have the MAC address " + mac)
                                    .severity(Severity.CRITICAL)
                                    .at(one.name() + " and " + other.name() + " uplinks")
                                    .evidence("kernel of " + one.name() + ": " + mac)
                                    .evidence("kernel of " + other.name() + ": " + mac)
                                    .cause("a virtual machine was cloned with its MAC address")
                                    .fix("give one of the virtual NICs a MAC address of its own")
                                    .sure("certain: both kernels say so")
                                    .explains(path ->
                                            View.touches(path, one.name())
                                                    || View.touches(path, other.name())
                                                    || path.to().node().isEmpty()));
                }
            }
        }
    }

    private static void duplicateAddresses(View view, List<Diagnosed> findings) {
        for (PodIntent owner : view.pods()) {
            for (PodIntent other : view.pods()) {
                if (owner.name().equals(other.name())
                        || !view.addressesOf(other.name()).contains(owner.address())) {
                    continue;
                }
                List<PathEvidence> hit =
                        view.evidence().paths().stream()
                                .filter(path ->
                                        path.to().address().equals(owner.address())
                                                || path.from().address().equals(owner.address()))
                                .toList();
                findings.add(
                        Diagnosed.of("F30", "two pods have the address " + owner.address())
                                .severity(Severity.CRITICAL)
                                .at("pod " + other.name() + " on " + other.node())
                                .paths(hit)
                                .evidence(
                                        "intent: %s belongs to %s on %s"
                                                .formatted(
                                                        owner.address(),
                                                        owner.name(),
                                                        owner.node()))
                                .evidence(
                                        "kernel of %s: it has %s as well"
                                                .formatted(other.name(), owner.address()))
                                .evidence(answeredBy(hit, owner))
                                .cause("the address was handed out twice, or never given back")
                                .fix(
                                        "calicoctl ipam check --show-problem-ips, then delete pod "
                                                + other.name())
                                .sure("certain: both kernels bear the address")
                                .explains(path ->
                                        path.to().address().equals(owner.address())
                                                || path.from().address().equals(owner.address())
                                                || path.from().name().equals(other.name())
                                                || path.to().node().isEmpty()));
            }
        }
    }

    private static List<String> answeredBy(List<PathEvidence> hit, PodIntent owner) {
        return hit.stream()
                .filter(path -> path.to().address().equals(owner.address()))
                .filter(path ->
                        path.echoes()
                                .map(echoes ->
                                        echoes.servedBy().keySet().stream()
                                                .anyMatch(name -> !name.equals(owner.name())))
                                .orElse(false))
                .map(path ->
                        "from %s it is answered by %s"
                                .formatted(
                                        path.from().name(),
                                        path.echoes().orElseThrow().servedBy().keySet()))
                .toList();
    }
}
