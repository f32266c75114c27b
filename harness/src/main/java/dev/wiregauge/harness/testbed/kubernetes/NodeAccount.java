package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.util.Objects;
import java.util.Optional;

/// What the control plane says of a node whose agent was lost.
final class NodeAccount {
    private final KubernetesClient client;

    NodeAccount(KubernetesClient client) {
        this.client = client;
    }

    /// @return such as `is on node a, which is not ready: Kubelet stopped posting node status.`;
    ///   empty for a node that is ready, or may not be asked about
    Optional<String> trouble(String name) {
        try {
            return client.nodes().withField("metadata.name", name).list().getItems().stream()
                    .filter(node -> node.getMetadata().getName().equals(name))
                    .findFirst()
                    .map(NodeAccount::trouble)
                    .orElse(Optional.of("is on node " + name + ", which is gone"));
        } catch (KubernetesClientException e) {
            return Optional.empty(); // a help, not a condition
        }
    }

    private static Optional<String> trouble(Node node) {
        for (NodeCondition condition : node.getStatus().getConditions()) {
            if (condition.getType().equals("Ready") && !condition.getStatus().equals("True")) {
                return Optional.of(
                        "is on node %s, which is not ready: %s"
                                .formatted(
                                        node.getMetadata().getName(),
                                        Objects.requireNonNullElse(
                                                condition.getMessage(), condition.getReason())));
            }
        }
        return Optional.empty();
    }
}
