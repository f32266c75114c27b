package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ClusterPlan.NodePlan;
import dev.wiregauge.result.evidence.ClusterPlan.VxlanUser;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Mistakes in how a cluster was set up: nodes taken for one another, programs that share what they
/// must not, settings that only show under load.
final class PlanRules implements Rule {
    /// Calico's own advice for when to run Typha.
    private static final int NODES_WITHOUT_TYPHA = 50;

    /// Bridges of network plugins that join pods on layer 2.
    private static final List<String> POD_BRIDGES = List.of("cni0", "cbr0", "kube-bridge");

    private static final String BRIDGE_SYSCTL = "bridge/bridge-nf-call-iptables";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<Diagnosed> findings = new ArrayList<>();
        view.evidence()
                .plan()
                .ifPresent(plan -> {
                    nodeAddresses(plan, findings);
                    twins(plan, findings);
                    typha(plan, findings);
                    strictArp(plan, findings);
                    vxlanPorts(plan, findings);
                });
        for (NodeIntent node : view.nodes()) {
            view.kernel(node.name())
                    .flatMap(facts -> bridgeFilter(node, facts))
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private static String bare(String address) {
        int slash = address.indexOf('/');
        return slash < 0 ? address : address.substring(0, slash);
    }

    /// What the network plugin took for the node's address must be its own, and the one by which
    /// the cluster knows it.
    private static void nodeAddresses(ClusterPlan plan, List<Diagnosed> findings) {
        List<NodePlan> known =
                plan.nodes().stream().filter(node -> !node.pluginAddress().isEmpty()).toList();
        shared(known, node -> bare(node.pluginAddress()))
                .forEach((address, nodes) ->
                        findings.add(
                                Diagnosed.of(
                                                "F21",
                                                "the network plugin takes %s for the address of %d nodes"
                                                        .formatted(address, nodes.size()))
                                        .severity(Severity.CRITICAL)
                                        .at(names(nodes))
                                        .evidence(addressLines(nodes))
                                        .cause(
                                                "it chose the first NIC, which is alike on every node (a NAT"
                                                        + " network such as Vagrant's 10.0.2.15) or a virtual"
                                                        + " address that moves")
                                        .fix(ADDRESS_FIX)
                                        .sure("certain: the nodes' annotations say so")
                                        .done()));
        List<NodePlan> other =
                known.stream()
                        .filter(node -> !node.internalAddress().isEmpty())
                        .filter(node -> !node.internalAddress().contains(":"))
                        .filter(node -> !bare(node.pluginAddress()).equals(node.internalAddress()))
                        .toList();
        if (!other.isEmpty()) {
            findings.add(
                    Diagnosed.of(
                                    "F21",
                                    "the network plugin uses another address of a node than Kubernetes does")
                            .severity(Severity.WARNING)
                            .at(names(other))
                            .evidence(addressLines(other))
                            .cause(
                                    "a node has two NICs, and kubelet and network plugin chose different"
                                            + " ones")
                            .fix(ADDRESS_FIX)
                            .sure(
                                    "certain that they differ; whether the other NIC is meant for pod"
                                            + " traffic is for you to say")
                            .done());
        }
    }

    private static final String ADDRESS_FIX =
            "Calico: nodeAddressAutodetectionV4: {kubernetes: NodeInternalIP}, or"
                    + " IP_AUTODETECTION_METHOD=interface=<NIC>; Flannel: --iface=<NIC>; kubelet:"
                    + " --node-ip";

    private static List<String> addressLines(List<NodePlan> nodes) {
        return nodes.stream()
                .map(node ->
                        "node %s: InternalIP %s, the plugin's annotation %s"
                                .formatted(
                                        node.name(), node.internalAddress(), node.pluginAddress()))
                .toList();
    }

    private static String names(List<NodePlan> nodes) {
        return nodes.stream().map(NodePlan::name).collect(Collectors.joining(", "));
    }

    /// Nodes by a value that two or more of them have.
    private static Map<String, List<NodePlan>> shared(
            List<NodePlan> nodes, Function<NodePlan, String> value) {
        Map<String, List<NodePlan>> byValue =
                nodes.stream()
                        .filter(node -> !value.apply(node).isEmpty())
                        .collect(Collectors.groupingBy(value, TreeMap::new, Collectors.toList()));
        byValue.values().removeIf(same -> same.size() < 2);
        return byValue;
    }

    private static void twins(ClusterPlan plan, List<Diagnosed> findings) {
        Map<String, List<NodePlan>> same = new TreeMap<>();
        shared(plan.nodes(), NodePlan::systemUuid)
                .forEach((uuid, nodes) -> same.put("product_uuid " + uuid, nodes));
        shared(plan.nodes(), NodePlan::machineId)
                .forEach((id, nodes) -> same.put("machine-id " + id, nodes));
        same.forEach((what, nodes) ->
                findings.add(
                        Diagnosed.of("F57", "nodes are clones: they share " + what)
                                .severity(Severity.WARNING)
                                .at(names(nodes))
                                .evidence(
                                        nodes.stream()
                                                .map(node -> "node " + node.name() + ": " + what)
                                                .toList())
                                .cause("virtual machines were cloned after their first boot")
                                .fix(
                                        "give each machine its own: rm /etc/machine-id &&"
                                                + " systemd-machine-id-setup; a new UUID in the"
                                                + " hypervisor for product_uuid")
                                .sure("certain: the kubelets report it")
                                .done()));
    }

    private static void typha(ClusterPlan plan, List<Diagnosed> findings) {
        if (plan.calico() && !plan.typha() && plan.nodes().size() > NODES_WITHOUT_TYPHA) {
            findings.add(
                    Diagnosed.of(
                                    "F65",
                                    "%d nodes watch the API server without Typha"
                                            .formatted(plan.nodes().size()))
                            .severity(Severity.WARNING)
                            .at("calico-node on every node")
                            .evidence(
                                    "API: %d nodes, no Deployment calico-typha"
                                            .formatted(plan.nodes().size()))
                            .cause(
                                    "each Felix watches the datastore itself; beyond %d nodes routes and"
                                                    .formatted(NODES_WITHOUT_TYPHA)
                                            + " policies arrive late")
                            .fix(
                                    "install Calico by its operator, or apply calico-typha.yaml and set"
                                            + " replicas")
                            .sure("certain that it is missing; the number is Calico's advice")
                            .done());
        }
    }

    private static void strictArp(ClusterPlan plan, List<Diagnosed> findings) {
        boolean loose =
                plan.proxy()
                        .map(proxy -> proxy.mode().equals("ipvs") && !proxy.strictArp())
                        .orElse(false);
        if (loose && !plan.arpLoadBalancer().isEmpty()) {
            findings.add(
                    Diagnosed.of("F46", "every node answers ARP for addresses of LoadBalancers")
                            .at("kube-proxy on every node")
                            .evidence("kube-proxy: mode ipvs, ipvs.strictARP false")
                            .evidence("DaemonSet %s runs".formatted(plan.arpLoadBalancer()))
                            .cause(
                                    "IPVS binds all Service addresses to kube-ipvs0, and the kernel answers"
                                            + " ARP for them on every NIC")
                            .fix(
                                    "kubectl -n kube-system edit configmap kube-proxy: ipvs: {strictARP:"
                                            + " true}; restart kube-proxy")
                            .sure("high: by configuration; no ARP was sent")
                            .done());
        }
    }

    private static void vxlanPorts(ClusterPlan plan, List<Diagnosed> findings) {
        Map<Integer, List<String>> users =
                plan.vxlan().stream()
                        .collect(
                                Collectors.groupingBy(
                                        VxlanUser::port,
                                        TreeMap::new,
                                        Collectors.mapping(
                                                VxlanUser::program, Collectors.toList())));
        users.forEach((port, programs) -> {
            if (programs.stream().distinct().count() > 1) {
                findings.add(
                        Diagnosed.of(
                                        "F13",
                                        "%s use VXLAN on the same UDP port %d"
                                                .formatted(String.join(" and ", programs), port))
                                .severity(Severity.WARNING)
                                .at("every node")
                                .evidence("configuration of %s: port %d".formatted(programs, port))
                                .cause(
                                        "the kernel gives a port to one VXLAN device, and Calico drops"
                                                + " VXLAN of strangers")
                                .fix(
                                        "FelixConfiguration vxlanPort: 4790, or the other program's port")
                                .sure("certain by configuration")
                                .done());
            }
        });
    }

    /// A bridge that joins pods hides their traffic from the rules of Services, unless the kernel
    /// hands it to them.
    private static Optional<Diagnosed> bridgeFilter(NodeIntent node, NetworkFacts facts) {
        Optional<String> bridge =
                facts.links().stream()
                        .filter(link -> link.kind().equals("bridge"))
                        .map(Link::name)
                        .filter(POD_BRIDGES::contains)
                        .findFirst();
        String value = facts.sysctls().getOrDefault(BRIDGE_SYSCTL, "absent");
        if (bridge.isEmpty() || value.equals("1")) {
            return Optional.empty();
        }
        return Optional.of(
                Diagnosed.of("F34", "bridged pods bypass the Service rules of " + node.name())
                        .at(node.name())
                        .evidence(
                                "kernel of %s: bridge %s joins pods, net.bridge.bridge-nf-call-iptables is %s"
                                        .formatted(node.name(), bridge.get(), value))
                        .cause(
                                "br_netfilter is not loaded, or its sysctl is off: answers of a pod on the"
                                        + " same node come back untranslated")
                        .fix(
                                "echo br_netfilter > /etc/modules-load.d/k8s.conf; modprobe br_netfilter;"
                                        + " sysctl -w net.bridge.bridge-nf-call-iptables=1")
                        .sure("certain: the kernel says so")
                        .done());
    }
}
