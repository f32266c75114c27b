package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.scenario.Mode;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// What one run does with Calico's pools: temporary ones beside the cluster's, the cluster's own
/// brought into each mode in turn, or nothing where every mode is the cluster's.
final class RunPools {
    private final KubernetesOptions options;
    private final ClusterConnection cluster;
    private final Journal journal;
    private final Clock clock;
    private final List<ClusterNode> nodes;
    private final TestbedPlan plan;
    private final CalicoPools calico;
    private final Optional<PoolPlan> temporary;
    private final Optional<PoolTurns> turns;

    private RunPools(
            KubernetesOptions options,
            ClusterConnection cluster,
            Journal journal,
            Clock clock,
            List<ClusterNode> nodes,
            TestbedPlan plan) {
        this.options = options;
        this.cluster = cluster;
        this.journal = journal;
        this.clock = clock;
        this.nodes = nodes;
        this.plan = plan;
        this.calico = new CalicoPools(cluster);
        boolean needed = !CalicoPools.modesWithPools(plan).isEmpty();
        boolean switching = options.pools().switching();
        this.temporary = needed && !switching ? Optional.of(planTemporary()) : Optional.empty();
        this.turns = needed && switching ? Optional.of(planTurns()) : Optional.empty();
    }

    /// Plans and asks; creates nothing.
    ///
    /// @throws EnvironmentException if this cluster cannot have such pools, or nobody agrees
    static RunPools plan(
            KubernetesOptions options,
            ClusterConnection cluster,
            Journal journal,
            Clock clock,
            List<ClusterNode> nodes,
            TestbedPlan plan) {
        return new RunPools(options, cluster, journal, clock, nodes, plan);
    }

    private PoolPlan planTemporary() {
        PoolPlan pools =
                calico.plan(
                        journal.run(),
                        CalicoPools.modesWithPools(plan),
                        Ipv4Block.parse(options.pools().range()),
                        nodes);
        ask(calico.consequences(pools), "temporary pools need your consent, --yes gives it: ");
        return pools;
    }

    private PoolTurns planTurns() {
        Set<Mode> modes = PoolTurns.modes(plan);
        PoolSwitch pool = PoolSwitch.plan(cluster, modes);
        ask(
                pool.consequences(modes),
                "--switch-pool needs your consent, --yes beside it gives it: ");
        return new PoolTurns(
                pool, journal, clock, nodes.stream().map(ClusterNode::asTestbedNode).toList());
    }

    private void ask(List<String> consequences, String refusal) {
        if (!options.pools().consent().test(consequences)) {
            throw new EnvironmentException(refusal + String.join("; ", consequences));
        }
    }

    /// Those that pods are to choose.
    Optional<PoolPlan> temporary() {
        return temporary;
    }

    /// Takes the lease, creates or switches, and waits for the tunnels.
    ///
    /// @return what keeps the pools' annotations fresh, to be closed before they are removed
    List<AutoCloseable> make(Consumer<String> progress) {
        if (temporary.isEmpty() && turns.isEmpty()) {
            return List.of();
        }
        PoolLease lease = new PoolLease(cluster, clock, options.lifetime());
        journal.claim(List.of(Claims.of(cluster.context(), lease.object(journal.run()), "")));
        lease.take(journal.run());
        return List.of(turns.map(each -> begin(each, progress)).orElseGet(() -> create(progress)));
    }

    private AliveRenewal create(Consumer<String> progress) {
        PoolPlan pools = temporary.orElseThrow();
        progress.accept("making " + pools.pools().size() + " temporary IPPools");
        List<GenericKubernetesResource> made =
                calico.create(pools, journal, AliveRenewal.firstDeadline(clock));
        return whenTunnelled(pools.pools().keySet(), made, progress);
    }

    private AliveRenewal begin(PoolTurns switching, Consumer<String> progress) {
        progress.accept("switching IPPool " + switching.pool().name());
        Mode narrowest = switching.enterNarrowest(plan);
        return whenTunnelled(Set.of(narrowest), List.of(switching.pool().object()), progress);
    }

    private AliveRenewal whenTunnelled(
            Set<Mode> modes, List<? extends HasMetadata> marked, Consumer<String> progress) {
        AliveRenewal renewal = new AliveRenewal(cluster.client(), clock, marked);
        try {
            progress.accept("waiting for the nodes' tunnels");
            calico.awaitTunnels(modes, nodes);
            return renewal;
        } catch (EnvironmentException e) {
            renewal.close();
            throw e;
        }
    }

    /// The proof that each pod is of the pool whose mode it stands for.
    void refuseForeignAddresses(Map<String, Pod> running) {
        for (PodRequest pod : plan.pods()) {
            Pod live = running.get(pod.name());
            if (live != null) {
                String address = live.getStatus().getPodIP();
                temporary.ifPresent(pools ->
                        CalicoPools.refuseForeignAddress(pools, pod.mode(), pod.name(), address));
                turns.ifPresent(each -> each.pool().refuseForeignAddress(pod.name(), address));
            }
        }
    }

    /// Agents run: from now on a mode is entered when the nodes' routes have followed.
    void placed(
            Function<String, AgentHandle> podAgents,
            Function<String, Optional<AgentHandle>> nodeAgents) {
        turns.ifPresent(each -> each.placed(plan, podAgents, nodeAgents));
    }

    /// Brings a mode into force where modes take turns.
    void enter(Mode mode) {
        turns.ifPresent(each -> each.enter(mode));
    }
}
