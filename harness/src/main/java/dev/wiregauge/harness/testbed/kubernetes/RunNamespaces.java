package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Where a run's objects live.
///
/// Two namespaces of its own, so that the pod agents are held to the *restricted* level while node
/// agents, which need the host's network, are in one that allows it; or one that the user named.
///
/// @param own whether the run makes and removes them
record RunNamespaces(String run, String pods, String nodes, boolean own, boolean nodeAgents) {

    static RunNamespaces of(String run, KubernetesOptions options) {
        return options.namespace()
                .map(name -> new RunNamespaces(run, name, name, false, options.nodeAgents()))
                .orElseGet(() ->
                        new RunNamespaces(
                                run,
                                "wiregauge-" + run,
                                "wiregauge-" + run + "-nodes",
                                true,
                                options.nodeAgents()));
    }

    /// What must be created first: the namespaces, or in a shared one a marker. Each carries the
    /// annotation that says how long the run lives at least.
    List<HasMetadata> objects(Instant aliveUntil) {
        if (!own) {
            return List.of(
                    new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("wiregauge-" + run)
                            .withNamespace(pods)
                            .withLabels(Marks.labels(run))
                            .withAnnotations(Map.of(Marks.ALIVE_UNTIL, Marks.instant(aliveUntil)))
                            .endMetadata()
                            .build());
        }
        HasMetadata forPods = AgentObjects.namespace(pods, run, "restricted", aliveUntil);
        return nodeAgents
                ? List.of(forPods, AgentObjects.namespace(nodes, run, "privileged", aliveUntil))
                : List.of(forPods);
    }

    String describe() {
        if (!own) {
            return "room in namespace " + pods;
        }
        return nodeAgents ? "namespaces " + pods + " and " + nodes : "namespace " + pods;
    }
}
