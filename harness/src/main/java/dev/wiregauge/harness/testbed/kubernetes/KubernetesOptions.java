package dev.wiregauge.harness.testbed.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a user may choose about a cluster.
///
/// @param access which cluster, as whom
/// @param namespace an existing one to work in; empty makes one for the run
/// @param image of the agent, or any image with a Java 25 runtime; see [AgentDelivery]
/// @param delivery how the agent gets into the pods
/// @param nodes which nodes to measure between
/// @param nodeAgents whether agents may run on the nodes' own network (needed to prove the wire)
/// @param readyWithin longest wait for every agent's hello
/// @param lifetime after which the cluster itself ends a pod, whatever happens to the harness
/// @param resources what each agent asks the scheduler for
/// @param pools about temporary Calico pools
public record KubernetesOptions(
        Access access,
        Optional<String> namespace,
        String image,
        AgentDelivery.Choice delivery,
        NodeWish nodes,
        boolean nodeAgents,
        Duration readyWithin,
        Duration lifetime,
        Resources resources,
        PoolWish pools) {

    public static final String OWN_IMAGE = "localhost/wiregauge-agent:0.1.0";

    /// Two ready workers, our own image, node agents, two minutes to be ready, four hours to live.
    public static final KubernetesOptions STANDARD =
            new KubernetesOptions(
                    new Access(Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    OWN_IMAGE,
                    AgentDelivery.Choice.AUTO,
                    new NodeWish(List.of(), "", false, NodeWish.Zones.ANY),
                    true,
                    Duration.ofMinutes(2),
                    Duration.ofHours(4),
                    new Resources("100m", "128Mi", "512Mi"),
                    new PoolWish(PoolPlan.STANDARD_RANGE.toString(), lines -> false));

    /// @param kubeconfig empty takes the usual places
    /// @param context empty takes the current one
    public record Access(Optional<Path> kubeconfig, Optional<String> context) {}

    /// @param names measure between exactly these, in this order; empty lets the testbed choose
    /// @param labelSelector such as `pool=bench`; empty takes all
    /// @param controlPlane whether control plane nodes may be taken
    /// @param all every usable node, not only two
    public record NodeWish(
            List<String> names,
            String labelSelector,
            boolean controlPlane,
            Zones zones,
            boolean all) {
        /// Two of them.
        public NodeWish(
                List<String> names, String labelSelector, boolean controlPlane, Zones zones) {
            this(names, labelSelector, controlPlane, zones, false);
        }

        public NodeWish withAll() {
            return new NodeWish(names, labelSelector, controlPlane, zones, true);
        }

        /// Whether the two nodes should share a zone (`topology.kubernetes.io/zone`).
        public enum Zones {
            ANY,
            SAME,
            CROSS
        }

        public NodeWish {
            names = List.copyOf(names);
        }
    }

    /// Kubernetes quantities. There is no CPU limit: throttling would ruin percentiles.
    public record Resources(String cpuRequest, String memoryRequest, String memoryLimit) {}

    public KubernetesOptions withAccess(Access chosen) {
        return new KubernetesOptions(
                chosen,
                namespace,
                image,
                delivery,
                nodes,
                nodeAgents,
                readyWithin,
                lifetime,
                resources,
                pools);
    }

    public KubernetesOptions withNamespace(Optional<String> chosen) {
        return new KubernetesOptions(
                access,
                chosen,
                image,
                delivery,
                nodes,
                nodeAgents,
                readyWithin,
                lifetime,
                resources,
                pools);
    }

    public KubernetesOptions withImage(String chosen, AgentDelivery.Choice how) {
        return new KubernetesOptions(
                access,
                namespace,
                chosen,
                how,
                nodes,
                nodeAgents,
                readyWithin,
                lifetime,
                resources,
                pools);
    }

    public KubernetesOptions withNodes(NodeWish chosen) {
        return new KubernetesOptions(
                access,
                namespace,
                image,
                delivery,
                chosen,
                nodeAgents,
                readyWithin,
                lifetime,
                resources,
                pools);
    }

    public KubernetesOptions withNodeAgents(boolean wanted) {
        return new KubernetesOptions(
                access,
                namespace,
                image,
                delivery,
                nodes,
                wanted,
                readyWithin,
                lifetime,
                resources,
                pools);
    }

    public KubernetesOptions withReadyWithin(Duration deadline) {
        return new KubernetesOptions(
                access,
                namespace,
                image,
                delivery,
                nodes,
                nodeAgents,
                deadline,
                lifetime,
                resources,
                pools);
    }

    /// @param range IPv4 block to take temporary pools from
    /// @param consent is shown what the pools do to others, and says whether to go on
    /// @param switching the cluster's own pool is brought into each mode in turn, instead of
    ///   temporary pools beside it
    public record PoolWish(String range, Predicate<List<String>> consent, boolean switching) {
        /// Temporary pools.
        public PoolWish(String range, Predicate<List<String>> consent) {
            this(range, consent, false);
        }

        /// @throws IllegalArgumentException if the range is not an IPv4 block of /24 or larger
        public PoolWish {
            if (Ipv4Block.parse(range).prefix() > 24) {
                throw new IllegalArgumentException(
                        "the range of temporary pools is " + range + ", allowed: /24 or larger");
            }
        }
    }

    public KubernetesOptions withPools(PoolWish wish) {
        return new KubernetesOptions(
                access,
                namespace,
                image,
                delivery,
                nodes,
                nodeAgents,
                readyWithin,
                lifetime,
                resources,
                wish);
    }
}
