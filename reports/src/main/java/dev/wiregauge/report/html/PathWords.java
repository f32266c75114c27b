package dev.wiregauge.report.html;

import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

/// Paths and workloads in words.
final class PathWords {
    private PathWords() {}

    static String title(Path path) {
        return switch (path) {
            case POD_POD_CROSS_NODE -> "Pod to pod on another node";
            case POD_POD_SAME_NODE -> "Pod to pod on its own node";
            case POD_SERVICE -> "Pod to Service (ClusterIP)";
            case POD_NODEPORT -> "Pod to NodePort";
            case POD_LOADBALANCER -> "Pod to LoadBalancer";
            case POD_HEADLESS -> "Pod to headless Service";
            case POD_SELF_SERVICE -> "Pod to itself through its Service";
            case NODE_POD -> "Node to pod";
            case POD_NODE -> "Pod to another node";
            case NODE_NODE -> "Node to node, no pods";
        };
    }

    static String title(Workload workload) {
        return switch (workload.id()) {
            case "tcp_stream" -> "Bulk TCP";
            case "tcp_rr" -> "TCP round trips";
            case "tcp_crr" -> "TCP connect, request, response";
            case "udp_stream" -> "Bulk UDP";
            case "udp_rr" -> "UDP round trips";
            default -> workload.id();
        };
    }
}
