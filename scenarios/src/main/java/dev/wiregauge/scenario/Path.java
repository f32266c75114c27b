package dev.wiregauge.scenario;

import dev.wiregauge.json.Names;

import java.util.Optional;

/// Who talks to whom.
public enum Path {
    /// A pod to a pod of the same mode on another node.
    POD_POD_CROSS_NODE,
    /// A pod to a pod of the same mode on its own node: the control that must not differ by mode.
    POD_POD_SAME_NODE,
    /// A pod to a ClusterIP whose backends are pods of the same mode on another node.
    POD_SERVICE,
    POD_NODEPORT,
    /// A pod to the address that a load balancer gave to a Service; only where the cluster has one.
    POD_LOADBALANCER,
    POD_HEADLESS,
    /// A pod to a Service of which it is itself a backend: hairpin.
    POD_SELF_SERVICE,
    NODE_POD,
    /// A pod to the network of another node: is its address translated?
    POD_NODE,
    /// Node to node without pods, as mode `host` measures it.
    NODE_NODE;

    public String id() {
        return Names.kebab(name());
    }

    public static Optional<Path> of(String id) {
        return Names.find(values(), Path::id, id);
    }
}
