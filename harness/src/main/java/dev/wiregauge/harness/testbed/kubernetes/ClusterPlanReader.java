package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ClusterPlan.Network;
import dev.wiregauge.result.evidence.ClusterPlan.NodePlan;
import dev.wiregauge.result.evidence.ClusterPlan.Proxy;
import dev.wiregauge.result.evidence.ClusterPlan.Role;
import dev.wiregauge.result.evidence.ClusterPlan.VxlanUser;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads a cluster's networks and nodes from the API: kubeadm's and kube-proxy's ConfigMaps,
/// Flannel's, IPPools, the Node objects.
final class ClusterPlanReader {
    private static final int CALICO_VXLAN_PORT = 4789;
    private static final int FLANNEL_VXLAN_PORT = 8472;
    private static final List<String> FLANNEL_MAPS =
            List.of(
                    "kube-flannel/kube-flannel-cfg",
                    "kube-system/kube-flannel-cfg",
                    "kube-system/canal-config");
    private static final List<String> ARP_LOAD_BALANCERS =
            List.of("speaker", "metallb-speaker", "kube-vip-ds", "openelb-manager");

    /// Annotations by which network plugins say what they took for a node's address.
    private static final List<String> PLUGIN_ADDRESSES =
            List.of("projectcalico.org/IPv4Address", "flannel.alpha.coreos.com/public-ip");

    private static final List<String> CONTROL_PLANE_ROLES =
            List.of(
                    "node-role.kubernetes.io/control-plane",
                    "node-role.kubernetes.io/master"); // before Kubernetes 1.24

    private final KubernetesClient client;

    ClusterPlanReader(KubernetesClient client) {
        this.client = client;
    }

    ClusterPlan read() {
        CniFacts facts = new CniFactsReader(client).read(List.of());
        List<String> unreadable = new ArrayList<>(facts.unreadable());
        return of(facts, nodes(unreadable), typha(), unreadable);
    }

    private List<Node> nodes(List<String> unreadable) {
        try {
            return client.nodes().list().getItems();
        } catch (KubernetesClientException e) {
            unreadable.add("nodes (%d)".formatted(e.getCode()));
            return List.of();
        }
    }

    /// Where it may not be looked for, it is taken to be there: its lack would be a finding.
    private boolean typha() {
        try {
            return Stream.of("kube-system", "calico-system")
                    .anyMatch(namespace ->
                            client.apps()
                                            .deployments()
                                            .inNamespace(namespace)
                                            .withName("calico-typha")
                                            .get()
                                    != null);
        } catch (KubernetesClientException e) {
            return true;
        }
    }

    static ClusterPlan of(
            CniFacts facts, List<Node> nodes, boolean typha, List<String> unreadable) {
        boolean calico = facts.daemonSets().containsKey("calico-node");
        return new ClusterPlan(
                networks(facts),
                nodes.stream().map(ClusterPlanReader::node).toList(),
                proxy(facts),
                ARP_LOAD_BALANCERS.stream()
                        .filter(facts.daemonSets()::containsKey)
                        .findFirst()
                        .orElse(""),
                vxlan(facts, calico),
                calico,
                typha,
                unreadable);
    }

    private static List<Network> networks(CniFacts facts) {
        List<Network> networks = new ArrayList<>();
        Map<?, ?> networking =
                map(
                        yaml(facts.config("kube-system/kubeadm-config", "ClusterConfiguration")),
                        "networking");
        add(networks, Role.SERVICES, "kubeadm-config serviceSubnet", networking, "serviceSubnet");
        add(networks, Role.PODS, "kubeadm-config podSubnet", networking, "podSubnet");
        for (String name : FLANNEL_MAPS) {
            Map<?, ?> flannel = yaml(facts.config(name, "net-conf.json"));
            add(networks, Role.FLANNEL, name + " Network", flannel, "Network");
        }
        facts.pools().stream()
                .filter(pool -> !pool.disabled() && !pool.name().startsWith(Marks.WIREGAUGE))
                .forEach(pool ->
                        networks.add(new Network(Role.POOL, "IPPool " + pool.name(), pool.cidr())));
        return networks;
    }

    /// A dual-stack cluster writes two networks with a comma between.
    private static void add(
            List<Network> networks, Role role, String source, Map<?, ?> from, String key) {
        if (from.get(key) instanceof String text) {
            for (String cidr : text.split(",", -1)) {
                networks.add(new Network(role, source, cidr.strip()));
            }
        }
    }

    private static Optional<Proxy> proxy(CniFacts facts) {
        String text = facts.config("kube-system/kube-proxy", "config.conf");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Map<?, ?> config = yaml(text);
        boolean strict = Boolean.TRUE.equals(map(config, "ipvs").get("strictARP"));
        return Optional.of(new Proxy(Objects.toString(config.get("mode"), ""), strict));
    }

    private static List<VxlanUser> vxlan(CniFacts facts, boolean calico) {
        List<VxlanUser> users = new ArrayList<>();
        boolean calicoEncapsulates =
                facts.pools().stream().anyMatch(pool -> !pool.vxlanMode().equals("Never"));
        if (calico && calicoEncapsulates) {
            users.add(
                    new VxlanUser("Calico", number(facts.felix(), "vxlanPort", CALICO_VXLAN_PORT)));
        }
        for (String name : FLANNEL_MAPS) {
            Map<?, ?> backend = map(yaml(facts.config(name, "net-conf.json")), "Backend");
            if ("vxlan".equals(backend.get("Type"))) {
                users.add(new VxlanUser("Flannel", number(backend, "Port", FLANNEL_VXLAN_PORT)));
            }
        }
        Map<?, ?> cilium = facts.configs().getOrDefault("kube-system/cilium-config", Map.of());
        if (facts.daemonSets().containsKey("cilium")
                && facts.config("kube-system/cilium-config", "tunnel-protocol").equals("vxlan")) {
            users.add(new VxlanUser("Cilium", number(cilium, "tunnel-port", FLANNEL_VXLAN_PORT)));
        }
        return users;
    }

    private static int number(Map<?, ?> from, String key, int otherwise) {
        String text = Objects.toString(from.get(key), "");
        return text.matches("[1-9]\\d{0,4}") ? Integer.parseInt(text) : otherwise;
    }

    private static NodePlan node(Node node) {
        ClusterNode known = ClusterNode.of(node);
        List<String> podCidrs =
                Objects.requireNonNullElse(node.getSpec().getPodCIDRs(), List.<String>of());
        var info = node.getStatus().getNodeInfo();
        return new NodePlan(
                known.name(),
                known.address(),
                podCidrs,
                PLUGIN_ADDRESSES.stream()
                        .map(known.annotations()::get)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(""),
                Objects.toString(info.getMachineID(), ""),
                Objects.toString(info.getSystemUUID(), ""),
                Optional.of(hasControlPlaneRole(node)));
    }

    private static boolean hasControlPlaneRole(Node node) {
        Map<String, String> labels =
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        return CONTROL_PLANE_ROLES.stream().anyMatch(labels::containsKey);
    }

    /// JSON is YAML too; what cannot be read is as if it were not there.
    private static Map<?, ?> yaml(String text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        try {
            return Serialization.unmarshal(text, Object.class) instanceof Map<?, ?> map
                    ? map
                    : Map.of();
        } catch (IllegalArgumentException | KubernetesClientException e) {
            return Map.of();
        }
    }

    private static Map<?, ?> map(Map<?, ?> from, String key) {
        return from.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }
}
