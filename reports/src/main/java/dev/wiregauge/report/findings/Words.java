package dev.wiregauge.report.findings;

import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Path;

/// The names that people know things by.
final class Words {
    private Words() {}

    static String of(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case NONE -> "plain";
            case IPIP -> "IPIP";
            case VXLAN -> "VXLAN";
            case GENEVE -> "Geneve";
            case GRE -> "GRE";
            case WIREGUARD -> "WireGuard";
        };
    }

    /// Such as `pod to pod, across nodes`.
    static String of(Path kind) {
        return switch (kind) {
            case POD_POD_CROSS_NODE -> "Pod to pod, across nodes";
            case POD_POD_SAME_NODE -> "Pod to pod, on one node";
            case POD_SERVICE -> "Pod to Service";
            case POD_NODEPORT -> "Pod to NodePort";
            case POD_LOADBALANCER -> "Pod to LoadBalancer";
            case POD_HEADLESS -> "Pod to headless Service";
            case POD_SELF_SERVICE -> "Pod to itself through its Service";
            case NODE_POD -> "Node to pod";
            case POD_NODE -> "Pod to node";
            case NODE_NODE -> "Node to node";
        };
    }
}
