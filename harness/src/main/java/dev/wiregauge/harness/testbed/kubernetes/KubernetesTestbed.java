package dev.wiregauge.harness.testbed.kubernetes;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.kubernetes.image.AgentImage;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Placement;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A cluster: agents are pods in namespaces of the run's own, driven through the API server alone.
public final class KubernetesTestbed implements Testbed {
    public static final Set<Mode> MODES =
            Set.of(
                    Mode.CURRENT,
                    Mode.HOST,
                    Mode.BGP,
                    Mode.IPIP,
                    Mode.VXLAN,
                    Mode.IPIP_CROSS_SUBNET,
                    Mode.VXLAN_CROSS_SUBNET);

    private static final Duration FACTS_DEADLINE = Duration.ofSeconds(30);

    private final KubernetesOptions options;
    private final ClusterConnection cluster;
    private final Journal journal;
    private final AgentProgram program;
    private final Clock clock;
    private final List<ClusterNode> chosen;
    private Optional<Placed> placed = Optional.empty();
    private List<TestbedNode> nodes;
    private Optional<Cni> network = Optional.empty();
    private boolean measuresCurrent;
    private boolean closed;

    /// Connects and chooses nodes; creates nothing.
    ///
    /// @param environment as of the process: `KUBECONFIG`, `HOME`
    /// @param journal of this run alone; its name becomes part of the namespaces'
    /// @throws EnvironmentException if the cluster cannot be reached or has too few usable nodes
    public static KubernetesTestbed open(
            KubernetesOptions options,
            Map<String, String> environment,
            AgentProgram program,
            Journal journal,
            Clock clock) {
        ClusterConnection cluster = ClusterConnection.open(options.access(), environment);
        try {
            return new KubernetesTestbed(
                    options, cluster, journal, program, clock, chooseNodes(cluster, options));
        } catch (EnvironmentException e) {
            cluster.close();
            throw e;
        }
    }

    /// Every object that this plan would create, as YAML; asks the cluster for its nodes and
    /// creates nothing.
    public static List<String> describe(
            KubernetesOptions options,
            Map<String, String> environment,
            TestbedPlan plan,
            AgentProgram program,
            Clock clock) {
        try (ClusterConnection cluster = ClusterConnection.open(options.access(), environment)) {
            List<ClusterNode> nodes = chooseNodes(cluster, options);
            RunNamespaces namespaces = RunNamespaces.of("dryrun", options);
            Optional<PoolPlan> pools = planPools(cluster, options, plan, nodes);
            RunObjects objects =
                    RunObjects.of("dryrun", plan, nodes, options, namespaces, program, pools);
            Instant aliveUntil = AliveRenewal.firstDeadline(clock);
            List<HasMetadata> all = new ArrayList<>(namespaces.objects(aliveUntil));
            pools.ifPresent(planned ->
                    planned.pools().values().stream()
                            .map(pool ->
                                    planned.object(
                                            pool, Calico.poolApi(cluster.client()), aliveUntil))
                            .forEach(all::add));
            all.addAll(objects.services());
            all.addAll(objects.pods());
            List<String> lines = new ArrayList<>();
            if (options.pools().switching() && !CalicoPools.modesWithPools(plan).isEmpty()) {
                Set<Mode> modes = PoolTurns.modes(plan);
                PoolSwitch.plan(cluster, modes)
                        .consequences(modes)
                        .forEach(line -> lines.add("# --switch-pool " + line));
            }
            objects.configMaps().forEach(map -> lines.add(note(map)));
            all.forEach(object -> lines.addAll(Serialization.asYaml(object).lines().toList()));
            return lines;
        }
    }

    /// Whether Calico runs in the cluster, so that temporary pools may be made; creates nothing.
    public static boolean hasCalico(KubernetesOptions options, Map<String, String> environment) {
        try (ClusterConnection cluster = ClusterConnection.open(options.access(), environment)) {
            return CniDetection.detect(new CniFactsReader(cluster.client()).read(List.of()))
                    .isCalico();
        } catch (KubernetesClientException e) {
            return false; // what is wrong is said when the run opens its own connection
        }
    }

    private static String note(ConfigMap map) {
        return "# and ConfigMap %s in %s: a part of the agent's jar, not shown"
                .formatted(map.getMetadata().getName(), map.getMetadata().getNamespace());
    }

    private static Optional<PoolPlan> planPools(
            ClusterConnection cluster,
            KubernetesOptions options,
            TestbedPlan plan,
            List<ClusterNode> nodes) {
        Set<Mode> modes = CalicoPools.modesWithPools(plan);
        return modes.isEmpty() || options.pools().switching()
                ? Optional.empty()
                : Optional.of(
                        new CalicoPools(cluster)
                                .plan(
                                        "dryrun",
                                        modes,
                                        Ipv4Block.parse(options.pools().range()),
                                        nodes));
    }

    private static List<ClusterNode> chooseNodes(
            ClusterConnection cluster, KubernetesOptions options) {
        try {
            List<ClusterNode> all =
                    cluster.client().nodes().list().getItems().stream()
                            .map(ClusterNode::of)
                            .toList();
            List<ClusterNode> chosen = NodeChoice.choose(all, options.nodes());
            NodeChoice.refuseForeign(chosen, options.image(), AgentImage.architecture());
            return chosen;
        } catch (KubernetesClientException e) {
            throw new ClusterErrors(cluster).explain("list nodes", e);
        }
    }

    private KubernetesTestbed(
            KubernetesOptions options,
            ClusterConnection cluster,
            Journal journal,
            AgentProgram program,
            Clock clock,
            List<ClusterNode> chosen) {
        this.options = options;
        this.cluster = cluster;
        this.journal = journal;
        this.program = program;
        this.clock = clock;
        this.chosen = chosen;
        this.nodes = chosen.stream().map(ClusterNode::asTestbedNode).toList();
    }

    @Override
    public String kind() {
        return "kubernetes";
    }

    /// The uplink's name is empty, and the subnet the node's own address where Calico does not say
    /// it, until a node agent has looked.
    @Override
    public List<TestbedNode> nodes() {
        return nodes;
    }

    @Override
    public void place(TestbedPlan plan, Consumer<String> progress) {
        if (placed.isPresent()) {
            throw new IllegalStateException("place is called once");
        }
        measuresCurrent =
                oneModeAtATime()
                        || plan.pods().stream().anyMatch(pod -> pod.mode() == Mode.CURRENT);
        if (!network().isKnown()) {
            network().notes().forEach(progress);
        }
        Placed now = new Placed(options, cluster, journal, program, clock, chosen);
        placed = Optional.of(now);
        try {
            now.build(plan, progress);
        } catch (KubernetesClientException e) {
            throw new ClusterErrors(cluster).explain("place the agents", e);
        }
        nodes = nodes.stream().map(node -> seen(now, node)).toList();
    }

    /// What the node agent found about its own uplink.
    private static TestbedNode seen(Placed placed, TestbedNode node) {
        return placed.nodeAgent(node.name())
                .map(agent ->
                        agent.ask(
                                        new AgentCommand.RunProbe(new Probe.ReadNetwork()),
                                        AgentEvent.Probed.class,
                                        FACTS_DEADLINE)
                                .answer())
                .filter(ProbeAnswer.Network.class::isInstance)
                .map(answer -> Uplink.of(((ProbeAnswer.Network) answer).facts(), node))
                .orElse(node);
    }

    @Override
    public AgentHandle podAgent(String pod) {
        return placed().podAgent(pod)
                .orElseThrow(() -> new IllegalArgumentException("no agent runs on pod " + pod));
    }

    @Override
    public AgentHandle nodeAgent(String node) {
        return placed().nodeAgent(node)
                .orElseThrow(() ->
                        options.nodeAgents()
                                ? new IllegalArgumentException("no agent runs on node " + node)
                                : new AgentRefusedException(
                                        "this needs node agents, and --no-node-agents forbids them"));
    }

    @Override
    public ServiceHandle service(String name) {
        return placed().service(name);
    }

    private Placed placed() {
        return placed.orElseThrow(() -> new IllegalStateException("nothing is placed yet"));
    }

    @Override
    public Map<Mode, String> tunnels() {
        Map<Mode, String> tunnels = new EnumMap<>(Mode.class);
        String pool =
                oneModeAtATime()
                        ? "Calico, the cluster's own IPPool switched (--switch-pool)"
                        : "Calico, temporary IPPool";
        MODES.forEach(mode -> tunnels.put(mode, pool));
        tunnels.put(Mode.CURRENT, network().words());
        tunnels.put(Mode.HOST, "none");
        return tunnels;
    }

    @Override
    public boolean oneModeAtATime() {
        return options.pools().switching();
    }

    @Override
    public void enter(Mode mode) {
        placed().enter(mode);
    }

    /// What the cluster is configured for, as far as it may be read; looked up once.
    private synchronized Cni network() {
        if (network.isEmpty()) {
            network =
                    Optional.of(
                            CniDetection.detect(new CniFactsReader(cluster.client()).read(chosen)));
        }
        return network.get();
    }

    @Override
    public boolean watchesWire() {
        return options.nodeAgents();
    }

    @Override
    public boolean cpuLimited() {
        return placed.map(Placed::cpuLimited).orElse(false);
    }

    /// Temporary pools have natOutgoing; of the cluster's own network its configuration says so.
    @Override
    public boolean masqueradesPods() {
        return !measuresCurrent || network().masquerades().orElse(false);
    }

    /// Free: a kubelet decides which CPUs a container may use, and the agents of different modes
    /// may lie on different ones. Only CPUs that the user names are pinned to.
    @Override
    public Pinning pinning(Optional<Placement> wanted) {
        Placement placement = wanted.orElse(Placement.FREE);
        return switch (placement.where()) {
            case FREE -> Pinning.FREE;
            case LIST -> Pinning.of(placement.cpus().orElseThrow());
            case SAME_CORE, TWO_CORES ->
                    throw new EnvironmentException(
                            "the ends of a trial lie on different nodes: on a cluster placement is"
                                    + " free or a list");
        };
    }

    /// Never: the uplinks carry other people's traffic.
    @Override
    public Optional<UplinkLimit> uplinkLimit() {
        return Optional.empty();
    }

    @Override
    public Optional<ClusterPlan> clusterPlan() {
        return Optional.of(new ClusterPlanReader(cluster.client()).read());
    }

    /// Every cluster has it. A name that exists nowhere is not asked for: where there is no
    /// internet the cluster's DNS waits in vain for its own servers, which is no fault of the
    /// network.
    @Override
    public List<String> names() {
        return List.of("kubernetes.default");
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        placed.ifPresent(Placed::close);
        List<String> left = journal.undo(List.of(new KubernetesEraser(cluster)));
        cluster.close();
        if (!left.isEmpty()) {
            throw new EnvironmentException(
                    "not everything could be removed; wiregauge clean tries again: "
                            + String.join("; ", left));
        }
    }
}
