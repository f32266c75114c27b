package dev.wiregauge.harness.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.DiagnosisFlow;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Placement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// How four nodes are asked: which pairs at the same time, and what those hear that wait.
@Timeout(60)
class EvidenceCollectorTest {
    private static final int NODES = 4;
    private static final int ORDERED_PAIRS = NODES * (NODES - 1);

    /// Pods of the four nodes, and the neighbour on the first.
    private final CountDownLatch spokenTo = new CountDownLatch(NODES + 1);

    private volatile boolean waiting;
    private final Set<String> busyNodes = new HashSet<>();
    private final List<String> probed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> troubles = Collections.synchronizedList(new ArrayList<>());

    @Test
    void machinesOfTheirOwnAreProbedTwoPairsAtATime() {
        CyclicBarrier twoPairs = new CyclicBarrier(2);
        collect(
                new Nodes(
                        false,
                        () -> {
                            try {
                                twoPairs.await(20, TimeUnit.SECONDS);
                            } catch (InterruptedException
                                    | BrokenBarrierException
                                    | TimeoutException e) {
                                troubles.add("no second pair at the same time: " + e);
                            }
                        }));
        assertThat(troubles).isEmpty();
        assertThat(probed).doesNotHaveDuplicates().hasSize(ORDERED_PAIRS);
    }

    @Test
    void onOneMachineOnePairGoesAfterTheOther() {
        collect(
                new Nodes(
                        true,
                        () -> {
                            synchronized (busyNodes) {
                                if (busyNodes.size() > 2) {
                                    troubles.add("at once: " + busyNodes);
                                }
                            }
                        }));
        assertThat(troubles).isEmpty();
        assertThat(probed).doesNotHaveDuplicates().hasSize(ORDERED_PAIRS);
    }

    /// As where other pairs keep a diagnosis busy for longer than an agent waits for a word.
    @Test
    void agentsThatWaitAreSpokenTo() {
        Nodes testbed = new Nodes(true, () -> {});
        DiagnosisFlow flow =
                new DiagnosisFlow(
                        testbed,
                        List.of(Mode.BGP),
                        phrase -> {},
                        Clock.systemUTC(),
                        new SecureRandom());
        flow.place();
        waiting = true;
        flow.collect();
        assertThat(troubles).isEmpty();
    }

    private void awaitWords() {
        try {
            if (!spokenTo.await(40, TimeUnit.SECONDS)) {
                troubles.add("not all were spoken to");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void collect(Nodes testbed) {
        DiagnosisCast cast = new DiagnosisCast(List.of(Mode.BGP), NODES, false);
        testbed.place(cast.plan(), phrase -> {});
        new EvidenceCollector(testbed, cast, "0".repeat(32), phrase -> {}, Duration.ofSeconds(20))
                .collect();
    }

    private void probe(String from, String to, Runnable meanwhile) {
        probed.add(from + " -> " + to);
        take(from);
        take(to);
        meanwhile.run();
        synchronized (busyNodes) {
            busyNodes.remove(from);
            busyNodes.remove(to);
        }
    }

    private void take(String node) {
        synchronized (busyNodes) {
            if (!busyNodes.add(node)) {
                troubles.add(node + " is in two pairs at once");
            }
        }
    }

    /// Whose agents serve, and refuse all that is asked of them.
    private final class Nodes implements Testbed {
        private final Map<String, Agent> pods = new HashMap<>();
        private final boolean oneMachine;
        private final Runnable meanwhile;

        private Nodes(boolean oneMachine, Runnable meanwhile) {
            this.oneMachine = oneMachine;
            this.meanwhile = meanwhile;
        }

        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public List<TestbedNode> nodes() {
            return IntStream.rangeClosed(1, NODES)
                    .mapToObj(i -> new TestbedNode("node" + i, "192.0.2." + i, "eth0", "n"))
                    .toList();
        }

        @Override
        public boolean nodesAreOneMachine() {
            return oneMachine;
        }

        @Override
        public boolean watchesWire() {
            return false;
        }

        @Override
        public void place(TestbedPlan plan, Consumer<String> progress) {
            for (TestbedPlan.PodRequest pod : plan.pods()) {
                String address = "198.18.0." + (pods.size() + 1);
                String node = nodes().get(pod.node()).name();
                pods.put(pod.name(), new Agent(pod.name(), node, address));
            }
        }

        @Override
        public AgentHandle podAgent(String pod) {
            return Optional.ofNullable(pods.get(pod)).orElseThrow();
        }

        @Override
        public AgentHandle nodeAgent(String node) {
            throw new IllegalArgumentException("no agent is on " + node);
        }

        @Override
        public ServiceHandle service(String name) {
            return new ServiceHandle(name, "198.19.0.1", 80, List.of());
        }

        @Override
        public Map<Mode, String> tunnels() {
            return Map.of();
        }

        @Override
        public Pinning pinning(Optional<Placement> wanted) {
            return Pinning.FREE;
        }

        @Override
        public Optional<UplinkLimit> uplinkLimit() {
            return Optional.empty();
        }

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public void close() {}

        private final class Agent implements AgentHandle {
            private final String name;
            private final String node;
            private final String address;

            private Agent(String name, String node, String address) {
                this.name = name;
                this.node = node;
                this.address = address;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public String node() {
                return node;
            }

            @Override
            public String address() {
                return address;
            }

            @Override
            public <E extends AgentEvent> E ask(
                    AgentCommand command, Class<E> answer, Duration deadline) {
                if (command instanceof AgentCommand.Ping) {
                    spokenTo.countDown();
                    return answer.cast(new AgentEvent.Pong());
                }
                if (command instanceof AgentCommand.ServeProbes serve) {
                    if (waiting) {
                        awaitWords();
                    }
                    return answer.cast(new AgentEvent.Serving(serve.port()));
                }
                if (command instanceof AgentCommand.RunProbe(Probe.Echo echo)) {
                    pods.values().stream()
                            .filter(pod -> pod.address.equals(echo.host()))
                            .filter(pod -> !pod.node.equals(node))
                            .forEach(pod -> probe(node, pod.node, meanwhile));
                }
                throw new AgentRefusedException("it only serves");
            }
        }
    }
}
