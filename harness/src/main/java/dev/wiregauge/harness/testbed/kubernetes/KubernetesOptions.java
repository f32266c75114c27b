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
/// @param agents what runs in the pods, and how it gets there
/// @param nodes which nodes to measure between
/// @param readyWithin longest wait for every agent's hello
/// @param lifetime after which the cluster itself ends a pod, whatever happens to the harness
/// @param pools about temporary Calico pools
public record KubernetesOptions(
        Access access,
        Optional<String> namespace,
        Agents agents,
        NodeWish nodes,
        Duration readyWithin,
        Duration lifetime,
        PoolWish pools) {

    public static final String OWN_IMAGE = "localhost/wiregauge-agent:0.1.0";

    /// Two ready workers, our own image, node agents, two minutes to be ready, four hours to live.
    public static final KubernetesOptions STANDARD =
            new KubernetesOptions(
                    new Access(Optional.empty(), Optional.empty()),
                    Optional.empty(),
                    new Agents(
                            OWN_IMAGE,
                            AgentDelivery.Choice.AUTO,
                            true,
                            new Resources("100m", "128Mi", "512Mi")),
                    new NodeWish(List.of(), "", false, NodeWish.Zones.ANY),
                    Duration.ofMinutes(2),
                    Duration.ofHours(4),
                    new PoolWish(PoolPlan.STANDARD_RANGE.toString(), lines -> false));

    /// @param image of the agent, or any image with a Java 25 runtime; see [AgentDelivery]
    /// @param delivery how the agent gets into the pods
    /// @param onNodes whether agents may run on the nodes' own network (needed to prove the wire)
    /// @param resources what each agent asks the scheduler for
    public record Agents(
            String image, AgentDelivery.Choice delivery, boolean onNodes, Resources resources) {}

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

    public String image() {
        return agents.image();
    }

    public boolean nodeAgents() {
        return agents.onNodes();
    }

    public KubernetesOptions withAccess(Access chosen) {
        return new KubernetesOptions(
                chosen, namespace, agents, nodes, readyWithin, lifetime, pools);
    }

    public KubernetesOptions withNamespace(Optional<String> chosen) {
        return new KubernetesOptions(access, chosen, agents, nodes, readyWithin, lifetime, pools);
    }

    public KubernetesOptions withImage(String chosen, AgentDelivery.Choice how) {
        return with(new Agents(chosen, how, agents.onNodes(), agents.resources()));
    }

    public KubernetesOptions withNodeAgents(boolean wanted) {
        return with(new Agents(agents.image(), agents.delivery(), wanted, agents.resources()));
    }

    private KubernetesOptions with(Agents chosen) {
        return new KubernetesOptions(
                access, namespace, chosen, nodes, readyWithin, lifetime, pools);
    }

    public KubernetesOptions withNodes(NodeWish chosen) {
        return new KubernetesOptions(
                access, namespace, agents, chosen, readyWithin, lifetime, pools);
    }

    public KubernetesOptions withReadyWithin(Duration deadline) {
        return new KubernetesOptions(access, namespace, agents, nodes, deadline, lifetime, pools);
    }

    public KubernetesOptions withPools(PoolWish wish) {
        return new KubernetesOptions(access, namespace, agents, nodes, readyWithin, lifetime, wish);
    }
}
