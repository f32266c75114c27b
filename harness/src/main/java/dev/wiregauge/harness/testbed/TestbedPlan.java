package dev.wiregauge.harness.testbed;

import dev.wiregauge.scenario.Mode;

import java.util.List;
import java.util.Set;

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

    /// A Service over the data ports of these pods, with a ClusterIP unless it is headless.
    public record ServiceRequest(String name, List<String> backends, Set<ServiceTrait> traits) {
        public ServiceRequest {
            backends = List.copyOf(backends);
            traits = Set.copyOf(traits);
        }

        /// A plain ClusterIP Service.
        public ServiceRequest(String name, List<String> backends) {
            this(name, backends, Set.of());
        }
    }

    /// What a Service has beyond a ClusterIP.
    public enum ServiceTrait {
        /// A port on every node as well.
        NODE_PORT,
        /// An address outside the cluster's own ranges, given by its load balancer; it is the one
        /// that is called.
        LOAD_BALANCER,
        /// No ClusterIP: its name leads to the pods themselves.
        HEADLESS,
        /// `sessionAffinity: ClientIP`.
        SESSION_AFFINITY,
        /// `externalTrafficPolicy: Local`: through a node's port only to pods of that node, whose
        /// view of the client's address is then the true one.
        LOCAL_TRAFFIC,
        /// `internalTrafficPolicy: Local`: through the ClusterIP only to pods of the client's own
        /// node.
        INTERNAL_LOCAL
    }
}
