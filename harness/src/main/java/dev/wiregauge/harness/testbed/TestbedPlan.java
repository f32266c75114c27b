package dev.wiregauge.harness.testbed;

import dev.wiregauge.scenario.Mode;

import java.util.List;

/// What a run wants placed: pods with their mode and node, and Services over them.
///
/// @param nodeAgents whether an agent runs on each node's own network as well
public record TestbedPlan(
        List<PodRequest> pods, List<ServiceRequest> services, boolean nodeAgents) {
    public TestbedPlan {
        pods = List.copyOf(pods);
        services = List.copyOf(services);
    }

    /// @param node index into [Testbed#nodes()]
    public record PodRequest(String name, Mode mode, int node) {}

    /// A ClusterIP Service over the data ports of these pods.
    public record ServiceRequest(String name, List<String> backends) {
        public ServiceRequest {
            backends = List.copyOf(backends);
        }
    }
}
