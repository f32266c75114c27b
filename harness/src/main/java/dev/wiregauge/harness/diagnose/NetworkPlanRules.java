package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ClusterPlan.Network;
import dev.wiregauge.result.evidence.ClusterPlan.NodePlan;
import dev.wiregauge.result.evidence.ClusterPlan.Role;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts.LinkAddress;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Networks that overlap, are written otherwise than they are meant, or do not hold what they
/// should.
final class NetworkPlanRules implements Rule {
    /// Links that bear addresses of pods by design.
    private static final Pattern OF_PODS =
            Pattern.compile(
                    "lo|cali.*|tunl0.*|vxlan.*|wireguard.*|flannel.*|cni0|cbr0|kube-bridge|cilium.*|lxc.*|kube-ipvs0|nodelocaldns");

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        view.evidence()
                .plan()
                .ifPresent(plan -> {
                    List<Network> readable =
                            plan.networks().stream().filter(NetworkPlanRules::isCidr).toList();
                    readable.forEach(network -> canonical(network, findings));
                    overlaps(readable, findings);
                    interfaces(view, readable, findings);
                    nodes(plan, readable, findings);
                    podRanges(plan, readable, findings);
                });
        return findings;
    }

    private static boolean isCidr(Network network) {
        try {
            Prefix.of(network.cidr());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Prefix prefix(Network network) {
        return Prefix.of(network.cidr());
    }

    private static void canonical(Network network, List<Diagnosed> findings) {
        String really = prefix(network).canonical();
        if (isSame(network, really)) {
            return;
        }
        findings.add(
                Diagnosed.of(
                                "F31",
                                "%s %s really is %s"
                                        .formatted(network.source(), network.cidr(), really))
                        .severity(Severity.WARNING)
                        .at(network.source())
                        .evidence(
                                "written: %s; its %d leading bits are those of %s"
                                        .formatted(
                                                network.cidr(), prefix(network).length(), really))
                        .cause(
                                "bits behind the prefix are set: the network is larger, or begins"
                                        + " elsewhere, than whoever wrote it thought")
                        .fix("write %s, or plan another network".formatted(really))
                        .sure("certain: arithmetic")
                        .done());
    }

    private static boolean isSame(Network network, String really) {
        String written = network.cidr();
        int slash = written.indexOf('/');
        String base = slash < 0 ? written : written.substring(0, slash);
        return Prefix.of(base).base().equals(Prefix.of(really).base());
    }

    /// Pools lie in the pods' network by design; Services lie apart from all, and pools from each
    /// other.
    private static boolean mustBeApart(Role one, Role other) {
        return (one == Role.SERVICES) != (other == Role.SERVICES)
                || (one == Role.POOL && other == Role.POOL);
    }

    private static void overlaps(List<Network> networks, List<Diagnosed> findings) {
        for (int i = 0; i < networks.size(); i++) {
            for (int j = i + 1; j < networks.size(); j++) {
                Network one = networks.get(i);
                Network other = networks.get(j);
                if (mustBeApart(one.role(), other.role()) && prefix(one).overlaps(prefix(other))) {
                    findings.add(overlap(one, words(other)).at(one.source()).done());
                }
            }
        }
    }

    private static String words(Network network) {
        String really = prefix(network).canonical();
        return isSame(network, really)
                ? "%s (%s)".formatted(really, network.source())
                : "%s (%s, written %s)".formatted(really, network.source(), network.cidr());
    }

    private static Diagnosed.Draft overlap(Network network, String other) {
        return Diagnosed.of("F31", "%s overlaps %s".formatted(words(network), other))
                .cause(
                        "two networks share addresses: whoever comes first in the node's rules and routes"
                                + " gets the packet")
                .fix(
                        "plan them apart; a cluster's Service network is set at its creation (kubeadm"
                                + " --service-cidr), a pool can be replaced by another")
                .sure("certain: arithmetic");
    }

    /// A NIC whose network lies in the Services' or in a pool.
    private static void interfaces(View view, List<Network> networks, List<Diagnosed> findings) {
        for (NodeIntent node : view.nodes()) {
            List<LinkAddress> own =
                    view
                            .kernel(node.name())
                            .map(facts -> facts.addresses())
                            .orElse(List.of())
                            .stream()
                            .filter(address -> !OF_PODS.matcher(address.link()).matches())
                            .toList();
            for (LinkAddress address : own) {
                Prefix link = Prefix.of(address.address() + "/" + address.prefixLength());
                networks.stream()
                        .filter(network -> prefix(network).overlaps(link))
                        .findFirst()
                        .ifPresent(network ->
                                findings.add(
                                        overlap(
                                                        network,
                                                        "%s of %s"
                                                                .formatted(
                                                                        address.link(),
                                                                        node.name()))
                                                .at(node.name() + " " + address.link())
                                                .evidence(
                                                        "kernel of %s: %s has %s/%d"
                                                                .formatted(
                                                                        node.name(),
                                                                        address.link(),
                                                                        address.address(),
                                                                        address.prefixLength()))
                                                .evidence("plan: " + words(network))
                                                .done()));
            }
        }
    }

    /// Nodes that take no part show their address alone.
    private static void nodes(ClusterPlan plan, List<Network> networks, List<Diagnosed> findings) {
        for (NodePlan node : plan.nodes()) {
            networks.stream()
                    .filter(network -> !node.internalAddress().isEmpty())
                    .filter(network -> prefix(network).contains(node.internalAddress()))
                    .filter(_ ->
                            findings.stream()
                                    .noneMatch(each ->
                                            each.finding().place().startsWith(node.name() + " ")))
                    .findFirst()
                    .ifPresent(network ->
                            findings.add(
                                    overlap(network, "the address of node " + node.name())
                                            .at(node.name())
                                            .evidence(
                                                    "node %s: InternalIP %s"
                                                            .formatted(
                                                                    node.name(),
                                                                    node.internalAddress()))
                                            .evidence("plan: " + words(network))
                                            .done()));
        }
    }

    /// Flannel takes each node's podCIDR, which must lie in its own Network; Calico's pools must
    /// lie in what kube-proxy takes for pods.
    private static void podRanges(
            ClusterPlan plan, List<Network> networks, List<Diagnosed> findings) {
        // with a datastore of its own, Flannel needs none of them
        boolean byNodes = plan.nodes().stream().anyMatch(node -> !node.podCidrs().isEmpty());
        for (Network flannel : of(networks, Role.FLANNEL)) {
            List<NodePlan> astray =
                    plan.nodes().stream()
                            .filter(_ -> byNodes)
                            .filter(node -> !inside(node, flannel))
                            .toList();
            if (!astray.isEmpty()) {
                findings.add(podCidr(flannel, astray));
            }
        }
        List<Network> pods = of(networks, Role.PODS);
        for (Network pool : of(networks, Role.POOL)) {
            boolean sameFamily = pods.stream().anyMatch(each -> isSix(each) == isSix(pool));
            if (sameFamily
                    && pods.stream().noneMatch(each -> prefix(each).overlaps(prefix(pool)))) {
                findings.add(outside(pool, pods));
            }
        }
    }

    private static boolean inside(NodePlan node, Network network) {
        return node.podCidrs().stream().anyMatch(cidr -> prefix(network).overlaps(Prefix.of(cidr)));
    }

    private static boolean isSix(Network network) {
        return network.cidr().contains(":");
    }

    private static List<Network> of(List<Network> networks, Role role) {
        return networks.stream().filter(network -> network.role() == role).toList();
    }

    private static Diagnosed podCidr(Network flannel, List<NodePlan> astray) {
        return Diagnosed.of("F32", "nodes have no podCIDR inside Flannel's Network")
                .at(String.join(", ", astray.stream().map(NodePlan::name).toList()))
                .evidence(
                        astray.stream()
                                .map(node ->
                                        "node %s: podCIDRs %s"
                                                .formatted(node.name(), node.podCidrs()))
                                .toList())
                .evidence("%s: %s".formatted(flannel.source(), flannel.cidr()))
                .cause(
                        "kubeadm's podSubnet and Flannel's Network differ, or the controller manager does"
                                + " not allocate podCIDRs")
                .fix(
                        "make net-conf.json Network and --cluster-cidr alike (with"
                                + " --allocate-node-cidrs=true), then join the nodes anew")
                .sure("certain: the API says so")
                .done();
    }

    private static Diagnosed outside(Network pool, List<Network> pods) {
        return Diagnosed.of(
                        "F32", "%s lies outside the cluster's pod network".formatted(words(pool)))
                .severity(Severity.WARNING)
                .at(pool.source())
                .evidence(pods.stream().map(NetworkPlanRules::words).toList())
                .cause(
                        "the pool was made with another network than kubeadm was told; kube-proxy takes"
                                + " its pods for strangers and masquerades them")
                .fix(
                        "make a pool inside the pod network and move the pods, or set kube-proxy's"
                                + " clusterCIDR to cover both")
                .sure("certain that they differ")
                .done();
    }
}
