package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.testbed.Testbed.TestbedNode;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A node as the API describes it, reduced to what placing agents needs.
///
/// @param address its InternalIP, IPv4 where it has one
/// @param obstacles why a pod of ours could not run there; empty if it could
record ClusterNode(
        String name,
        String address,
        String architecture,
        String kernel,
        String runtime,
        String kubelet,
        boolean controlPlane,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<Taint> taints,
        List<String> obstacles) {
    private static final String CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

    /// The label's name before Kubernetes 1.24.
    private static final String MASTER = "node-role.kubernetes.io/master";

    ClusterNode {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        taints = List.copyOf(taints);
        obstacles = List.copyOf(obstacles);
    }

    static ClusterNode of(Node node) {
        var info = node.getStatus().getNodeInfo();
        Map<String, String> labels =
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
        return new ClusterNode(
                node.getMetadata().getName(),
                address(node),
                info.getArchitecture(),
                info.getKernelVersion(),
                info.getContainerRuntimeVersion(),
                info.getKubeletVersion(),
                labels.containsKey(CONTROL_PLANE) || labels.containsKey(MASTER),
                labels,
                Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of()),
                Objects.requireNonNullElse(node.getSpec().getTaints(), List.of()),
                obstacles(node));
    }

    Optional<String> zone() {
        return Optional.ofNullable(labels.get("topology.kubernetes.io/zone"));
    }

    /// The underlay subnet as Calico detected it, such as `10.0.0.0/24`.
    Optional<String> calicoSubnet() {
        return Optional.ofNullable(annotations.get("projectcalico.org/IPv4Address"))
                .map(Ipv4Block::networkOf);
    }

    /// Tolerates exactly the taints that this node has, so that a node that was chosen is not
    /// refused.
    List<Toleration> tolerations() {
        return taints.stream()
                .map(taint ->
                        new TolerationBuilder()
                                .withKey(taint.getKey())
                                .withOperator("Exists")
                                .withEffect(taint.getEffect())
                                .build())
                .toList();
    }

    /// Its uplink is not known before an agent has looked; the subnet is its own address alone
    /// where Calico does not say it.
    TestbedNode asTestbedNode() {
        return new TestbedNode(name, address, "", calicoSubnet().orElse(address + "/32"));
    }

    /// Taints that keep ordinary pods away.
    List<String> repelling() {
        return taints.stream()
                .filter(taint -> !taint.getEffect().equals("PreferNoSchedule"))
                .map(Taint::getKey)
                .toList();
    }

    private static String address(Node node) {
        List<String> internal =
                node.getStatus().getAddresses().stream()
                        .filter(address -> address.getType().equals("InternalIP"))
                        .map(NodeAddress::getAddress)
                        .toList();
        return internal.stream()
                .filter(address -> address.indexOf(':') < 0)
                .findFirst()
                .orElse(internal.isEmpty() ? "" : internal.getFirst());
    }

    private static List<String> obstacles(Node node) {
        List<String> obstacles = new ArrayList<>();
        boolean ready =
                node.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
        if (!ready) {
            obstacles.add("not ready");
        }
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            obstacles.add("cordoned");
        }
        if (!"linux".equals(node.getStatus().getNodeInfo().getOperatingSystem())) {
            obstacles.add("not Linux");
        }
        if (address(node).isEmpty()) {
            obstacles.add("without InternalIP");
        }
        return obstacles;
    }
}
