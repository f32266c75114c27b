package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.AgentConnection;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.ProcessTransport;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Placement;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A lab with an agent in every pod and, where wanted, on every node.
public final class LabTestbed implements Testbed {
    /// Two dozen JVMs that start at once on two CPUs need seconds.
    private static final Duration HELLO_DEADLINE = Duration.ofSeconds(60);

    private final String run;
    private final LabOptions options;
    private final AgentProgram program;
    private final Journal journal;
    private final CommandRunner runner;
    private final Map<String, AgentConnection> podAgents = new ConcurrentHashMap<>();
    private final Map<String, AgentConnection> nodeAgents = new ConcurrentHashMap<>();
    private Optional<Lab> placed = Optional.empty();

    /// @param journal of this run alone; its name becomes part of every namespace's
    public LabTestbed(LabOptions options, AgentProgram program, Journal journal) {
        this(options, program, journal, new ExternalPrograms());
    }

    LabTestbed(LabOptions options, AgentProgram program, Journal journal, CommandRunner runner) {
        this.run = journal.run();
        this.options = options;
        this.program = program;
        this.journal = journal;
        this.runner = runner;
    }

    /// The nodes that a lab of this shape will have.
    public static List<TestbedNode> nodes(LabOptions options) {
        return TopologyPlanner.nodes("dryrun", options).stream().map(Node::toTestbedNode).toList();
    }

    /// The commands that would build a lab for this plan on this machine.
    public static List<String> describe(LabOptions options, TestbedPlan plan) {
        LabMachine machine = new LabMachine(new ExternalPrograms());
        return LabPlan.of(
                        LabTopology.of("dryrun", options, plan),
                        machine.tunl0(options.ipipDevice()))
                .lines();
    }

    @Override
    public String kind() {
        return "lab";
    }

    @Override
    public List<TestbedNode> nodes() {
        return TopologyPlanner.nodes(run, options).stream().map(Node::toTestbedNode).toList();
    }

    /// They are namespaces of one machine.
    @Override
    public List<String> injectedFaults() {
        return options.faults();
    }

    @Override
    public boolean nodesAreOneMachine() {
        return true;
    }

    @Override
    public void place(TestbedPlan plan, Consumer<String> progress) {
        if (placed.isPresent()) {
            throw new IllegalStateException("place is called once");
        }
        LabMachine.requireRoot();
        LabTopology topology = LabTopology.of(run, options, plan);
        Lab lab =
                new Lab(
                        topology,
                        new LabMachine(runner).tunl0(options.ipipDevice()),
                        runner,
                        program);
        placed = Optional.of(lab);
        lab.build(journal, progress);
        progress.accept("starting the agents");
        for (TestbedPlan.PodRequest wanted : plan.pods()) {
            Pod pod = topology.pod(wanted.name());
            podAgents.put(
                    pod.name(),
                    agent(pod.name(), pod.node().name(), pod.address(), pod.namespace()));
        }
        if (plan.nodeAgents()) {
            for (Node node : topology.nodes()) {
                nodeAgents.put(
                        node.name(),
                        agent(node.name(), node.name(), node.address(), node.namespace()));
            }
        }
        podAgents.values().forEach(agent -> agent.awaitHello(HELLO_DEADLINE));
        nodeAgents.values().forEach(agent -> agent.awaitHello(HELLO_DEADLINE));
    }

    private AgentConnection agent(String name, String node, String address, String namespace) {
        return new AgentConnection(
                name,
                node,
                address,
                ProcessTransport.startIn(namespace, program.agent(name, node, List.of())));
    }

    @Override
    public AgentHandle podAgent(String pod) {
        return find(podAgents, pod, "pod");
    }

    @Override
    public AgentHandle nodeAgent(String node) {
        return find(nodeAgents, node, "node");
    }

    private static AgentHandle find(Map<String, AgentConnection> agents, String name, String kind) {
        AgentConnection agent = agents.get(name);
        if (agent == null) {
            throw new IllegalArgumentException("no agent runs on " + kind + " " + name);
        }
        return agent;
    }

    @Override
    public ServiceHandle service(String name) {
        return lab().topology().services().stream()
                .filter(service -> service.name().equals(name))
                .map(service ->
                        new ServiceHandle(
                                name,
                                service.address().orElse(ServiceHandle.HEADLESS),
                                service.port(),
                                service.backends().stream().map(Pod::name).toList(),
                                service.nodePort()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no Service is called " + name));
    }

    private Lab lab() {
        return placed.orElseThrow(() -> new IllegalStateException("nothing is placed yet"));
    }

    LabTopology topology() {
        return lab().topology();
    }

    @Override
    public Map<Mode, String> tunnels() {
        return lab().tunnels();
    }

    @Override
    public Pinning pinning(Optional<Placement> wanted) {
        return CpuPlacement.ofThisMachine(wanted.orElse(Placement.TWO_CORES));
    }

    @Override
    public Optional<UplinkLimit> uplinkLimit() {
        return placed.map(lab -> new LabUplinkLimit(lab.topology().nodes(), runner));
    }

    @Override
    public boolean hasEveryKindOfService() {
        return true;
    }

    @Override
    public Optional<ClusterPlan> clusterPlan() {
        return Optional.of(lab().topology().clusterPlan());
    }

    @Override
    public List<String> names() {
        return options.dns() ? LabNames.TO_LOOK_UP : List.of();
    }

    @Override
    public Optional<PodMtu> podMtu() {
        return placed.map(lab -> new LabPodMtu(lab.topology(), runner));
    }

    @Override
    public Optional<UplinkQueue> uplinkQueue() {
        return placed.map(lab -> new LabUplinkQueue(lab.topology().nodes(), runner));
    }

    /// Breaks the lab while its agents run.
    ///
    /// @param id one of [LabFaults#all()]
    /// @throws EnvironmentException if there is no such fault, or this lab cannot show it
    public void addFault(String id) {
        lab().addFault(id);
    }

    /// Mends what [#addFault] broke.
    public void clearFault(String id) {
        lab().clearFault(id);
    }

    @Override
    public synchronized void close() {
        try (ExecutorService side = Executors.newVirtualThreadPerTaskExecutor()) {
            podAgents.values().forEach(agent -> side.execute(agent::close));
            nodeAgents.values().forEach(agent -> side.execute(agent::close));
        }
        podAgents.clear();
        nodeAgents.clear();
        List<String> left = journal.undo(List.of(new LabEraser(runner)));
        if (!left.isEmpty()) {
            throw new EnvironmentException(
                    "not everything could be removed; wiregauge clean tries again: "
                            + String.join("; ", left));
        }
    }
}
