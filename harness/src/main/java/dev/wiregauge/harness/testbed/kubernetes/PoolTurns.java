package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Mode;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Modes that take turns in one pool: switches it, and waits until the nodes' own routes between
/// the pods of a mode are those of that mode.
final class PoolTurns {
    /// Felix restarts when an encapsulation comes or goes, and BIRD with it.
    private static final Duration ROUTES_DEADLINE = Duration.ofSeconds(90);

    private static final Duration FACTS_DEADLINE = Duration.ofSeconds(20);

    private final PoolSwitch pool;
    private final Journal journal;
    private final Clock clock;
    private final List<TestbedNode> nodes;
    private List<PodOfMode> pods = List.of();
    private Function<String, Optional<AgentHandle>> nodeAgents = node -> Optional.empty();

    /// @param nodes with the subnets that decide the cross-subnet modes
    PoolTurns(PoolSwitch pool, Journal journal, Clock clock, List<TestbedNode> nodes) {
        this.pool = pool;
        this.journal = journal;
        this.clock = clock;
        this.nodes = List.copyOf(nodes);
    }

    private record PodOfMode(Mode mode, AgentHandle agent) {}

    PoolSwitch pool() {
        return pool;
    }

    static Set<Mode> modes(TestbedPlan plan) {
        return Set.copyOf(plan.pods().stream().map(TestbedPlan.PodRequest::mode).toList());
    }

    /// Before any pod is made: they get the MTU that every mode can carry.
    ///
    /// @return the mode in force from now on
    Mode enterNarrowest(TestbedPlan plan) {
        Mode narrowest = pool.narrowest(modes(plan));
        pool.patch(narrowest, journal, clock);
        return narrowest;
    }

    /// From now on routes are waited for.
    void placed(
            TestbedPlan plan,
            Function<String, AgentHandle> podAgents,
            Function<String, Optional<AgentHandle>> agentsOnNodes) {
        pods =
                plan.pods().stream()
                        .map(pod -> new PodOfMode(pod.mode(), podAgents.apply(pod.name())))
                        .toList();
        nodeAgents = agentsOnNodes;
    }

    /// @throws EnvironmentException if the nodes' routes do not follow in time
    void enter(Mode mode) {
        pool.patch(mode, journal, clock);
        long endNs = System.nanoTime() + ROUTES_DEADLINE.toNanos();
        while (true) {
            List<String> lacking = lacking(mode);
            if (lacking.isEmpty()) {
                return;
            }
            if (System.nanoTime() > endNs) {
                throw new EnvironmentException(
                        "IPPool %s is switched to mode %s, but the nodes did not follow within %d s: %s"
                                .formatted(
                                        pool.name(),
                                        mode.id(),
                                        ROUTES_DEADLINE.toSeconds(),
                                        String.join("; ", lacking)));
            }
            Together.pause(Duration.ofMillis(500));
        }
    }

    private List<String> lacking(Mode mode) {
        List<AgentHandle> ours =
                pods.stream().filter(pod -> pod.mode() == mode).map(PodOfMode::agent).toList();
        return nodes.stream()
                .filter(node -> ours.stream().anyMatch(pod -> pod.node().equals(node.name())))
                .flatMap(from -> {
                    NetworkFacts facts = facts(from);
                    return ours.stream()
                            .filter(pod -> !pod.node().equals(from.name()))
                            .flatMap(pod ->
                                    pool
                                            .lacking(mode, facts, from, node(pod), pod.address())
                                            .stream());
                })
                .toList();
    }

    private TestbedNode node(AgentHandle pod) {
        return nodes.stream()
                .filter(node -> node.name().equals(pod.node()))
                .findFirst()
                .orElseThrow();
    }

    private NetworkFacts facts(TestbedNode node) {
        ProbeAnswer answer =
                nodeAgents
                        .apply(node.name())
                        .orElseThrow(() ->
                                new EnvironmentException(
                                        "no agent runs on node %s to see its routes"
                                                .formatted(node.name())))
                        .ask(
                                new AgentCommand.RunProbe(new Probe.ReadNetwork()),
                                AgentEvent.Probed.class,
                                FACTS_DEADLINE)
                        .answer();
        if (answer instanceof ProbeAnswer.Network network) {
            return network.facts();
        }
        throw new EnvironmentException(
                "node %s does not tell its routes: %s".formatted(node.name(), answer));
    }
}
