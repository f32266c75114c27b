package dev.wiregauge.harness.evidence;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.PairSchedule;
import dev.wiregauge.harness.testbed.PairSchedule.Pair;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.evidence.ClusterPlan;
import dev.wiregauge.result.evidence.DnsEvidence;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.Intent;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.ProbeAnswer;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ServiceCall;
import dev.wiregauge.scenario.Path;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Collects the evidence of a diagnosis over a testbed whose cast is placed.
///
/// First the kernels' own words, then single datagrams under the eyes of captures on every uplink,
/// then, captures off, the larger probes, no node in two pairs at once so that counters that move
/// have one cause; on one machine one pair after the other.
public final class EvidenceCollector {
    static final int TAGS_PER_PATH = 100;

    static final int SINGLE_DATAGRAMS = 4;
    private static final int SMALL_PACKET_BYTES = 96;

    /// At 1 % loss fewer than 4 of 1000 are lost once in 100 diagnoses of a single path.
    private static final int ECHOES = 1000;

    /// A healthy backend of four is missed by chance once in 600 000.
    private static final int SERVICE_FLOWS = 48;

    private static final int BULK_BYTES = 256 << 10;

    private static final long SAY_EVERY_NS = Duration.ofSeconds(10).toNanos();

    /// A seed; any will do.
    private static final long ORDER_OF_PAIRS = 1;

    /// One retry of the handshake (1 s) and a little.
    static final int TCP_PATIENCE_MILLIS = 1300;

    /// Where even datagrams are not answered.
    private static final int SILENT_PATIENCE_MILLIS = 500;

    private final Testbed testbed;
    private final DiagnosisCast cast;
    private final String cookie;
    private final Consumer<String> progress;
    private final Inquiry inquiry;
    private final NodeCounters counters;

    /// @param cookie 32 hexadecimal digits
    /// @param progress gets a short present-tense phrase at each step
    /// @param answerDeadline for one probe
    public EvidenceCollector(
            Testbed testbed,
            DiagnosisCast cast,
            String cookie,
            Consumer<String> progress,
            Duration answerDeadline) {
        this.testbed = testbed;
        this.cast = cast;
        this.cookie = cookie;
        this.progress = progress;
        this.inquiry = new Inquiry(answerDeadline);
        this.counters = new NodeCounters(testbed, inquiry);
    }

    public Evidence collect() {
        Intent intent = cast.intent(testbed);
        if (!testbed.watchesWire()) {
            inquiry.note(
                    "the wire, the nodes' own kernels and their own paths",
                    "no agents on the nodes (--no-node-agents)");
        }
        progress.accept("reading the kernels' own words");
        Set<String> serving = openPorts();
        Optional<ClusterPlan> plan = testbed.clusterPlan();
        Map<String, NetworkFacts> kernels = readKernels();
        noteUnreadFilters(kernels);
        List<PathUnderProbe> paths =
                PathList.of(testbed, cast).stream()
                        .filter(path -> isServed(path, intent, serving))
                        .toList();
        progress.accept("watching the wire");
        watch(paths, intent);
        progress.accept("probing " + paths.size() + " paths");
        probeBetweenNodes(paths);
        probeTheRest(paths, new UnderlayProbe(inquiry, cookie, plan, kernels));
        progress.accept("calling Services and looking names up");
        Optional<List<ServiceCall>> calls =
                new ServiceInquiry(testbed, cast, cookie, inquiry).collect();
        plan.ifPresent(some ->
                some.unreadable().forEach(what -> inquiry.note("the cluster's plan", what)));
        Optional<List<DnsEvidence>> names = new NameInquiry(testbed, cast, inquiry).collect();
        return new Evidence(
                Evidence.SCHEMA_VERSION,
                intent,
                paths.stream().map(PathUnderProbe::evidence).toList(),
                kernels,
                plan,
                names,
                calls,
                Optional.of(counters.movedSince(totals(kernels))),
                inquiry.notChecked());
    }

    private Map<String, Map<String, Long>> totals(Map<String, NetworkFacts> kernels) {
        Map<String, Map<String, Long>> totals = new HashMap<>();
        for (TestbedNode node : testbed.nodes()) {
            Optional.ofNullable(kernels.get(node.name()))
                    .ifPresent(facts -> totals.put(node.name(), facts.counters()));
        }
        return totals;
    }

    private Set<String> openPorts() {
        Set<String> serving = ConcurrentHashMap.newKeySet();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (AgentHandle agent : cast.agents(testbed)) {
            tasks.add(() ->
                    inquiry.ask(
                                            agent,
                                            new AgentCommand.ServeProbes(
                                                    cookie, agent.address(), Testbed.DATA_PORT),
                                            AgentEvent.Serving.class,
                                            "paths to " + agent.name())
                                    .isPresent()
                            && serving.add(agent.name()));
        }
        SideBySide.run(tasks);
        return serving;
    }

    /// A path whose server does not serve is left out: its silence would say nothing of the
    /// network.
    private boolean isServed(PathUnderProbe path, Intent intent, Set<String> serving) {
        List<String> servers =
                intent.service(path.to().name())
                        .map(Evidence.ServiceIntent::backends)
                        .orElse(List.of(path.to().name()));
        Optional<String> missing =
                servers.stream().filter(server -> !serving.contains(server)).findFirst();
        missing.ifPresent(server -> inquiry.note(path.name(), server + " does not serve probes"));
        return missing.isEmpty();
    }

    private Map<String, NetworkFacts> readKernels() {
        Map<String, NetworkFacts> kernels = new ConcurrentHashMap<>();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (AgentHandle agent : cast.agents(testbed)) {
            tasks.add(() -> {
                inquiry.ask(
                                agent,
                                new Probe.ReadNetwork(),
                                ProbeAnswer.Network.class,
                                "the kernel of " + agent.name())
                        .ifPresent(answer -> kernels.put(agent.name(), answer.facts()));
                return true;
            });
        }
        SideBySide.run(tasks);
        return new TreeMap<>(kernels);
    }

    /// Of nodes: what filters in a pod's own namespace is not asked for.
    private void noteUnreadFilters(Map<String, NetworkFacts> kernels) {
        for (TestbedNode node : testbed.nodes()) {
            Optional.ofNullable(kernels.get(node.name()))
                    .flatMap(NetworkFacts::filtersUnread)
                    .ifPresent(why ->
                            inquiry.note(PrivilegedEvidence.PACKET_FILTERS.at(node.name()), why));
        }
    }

    private void watch(List<PathUnderProbe> paths, Intent intent) {
        List<PathUnderProbe> crossing =
                paths.stream()
                        .filter(path -> !path.to().node().isEmpty())
                        .filter(path -> !path.joins(path.to().node(), path.to().node()))
                        .toList();
        if (!testbed.watchesWire()) {
            return;
        }
        WireWatch watch = new WireWatch(testbed, cookie, intent, inquiry);
        watch.start();
        SideBySide.run(
                crossing.stream().<Callable<Boolean>>map(path -> () -> sendSingles(path)).toList());
        watch.stop();
        crossing.forEach(path -> path.echoes().ifPresent(e -> path.wire(watch.of(path, e))));
    }

    private boolean sendSingles(PathUnderProbe path) {
        path.echoes(echo(path, SINGLE_DATAGRAMS, SMALL_PACKET_BYTES, false));
        return path.echoes().isPresent();
    }

    private Optional<Echoes> echo(
            PathUnderProbe path, int count, int packetBytes, boolean newPortEach) {
        return inquiry.ask(
                path.client(),
                new Probe.Echo(
                        cookie,
                        path.to().address(),
                        path.port(),
                        path.firstTag(),
                        count,
                        packetBytes,
                        newPortEach,
                        0,
                        true),
                Echoes.class,
                "delivery " + path.name());
    }

    private void probeBetweenNodes(List<PathUnderProbe> paths) {
        int nodes = testbed.nodes().size();
        if (nodes < 2) {
            return;
        }
        PairSchedule schedule = PairSchedule.of(nodes, Long.MAX_VALUE, ORDER_OF_PAIRS);
        long done = 0;
        long saidNs = System.nanoTime();
        for (int round = 0; round < schedule.rounds(); round++) {
            List<Pair> pairs = schedule.round(round);
            if (testbed.nodesAreOneMachine()) {
                pairs.forEach(pair -> probePair(pair, paths));
            } else {
                SideBySide.run(
                        pairs.stream()
                                .<Callable<Boolean>>map(pair -> () -> probePair(pair, paths))
                                .toList());
            }
            done += pairs.size();
            if (System.nanoTime() - saidNs > SAY_EVERY_NS) {
                saidNs = System.nanoTime();
                progress.accept("probed %d of %d pairs of nodes".formatted(done, schedule.pairs()));
            }
        }
    }

    /// @return whether there was anything to probe
    private boolean probePair(Pair pair, List<PathUnderProbe> paths) {
        List<String> nodes =
                List.of(
                        testbed.nodes().get(pair.from()).name(),
                        testbed.nodes().get(pair.to()).name());
        List<PathUnderProbe> joining =
                paths.stream()
                        .filter(path -> path.joins(nodes.getFirst(), nodes.getLast()))
                        .filter(path ->
                                path.kind() == Path.POD_POD_CROSS_NODE
                                        || path.kind() == Path.NODE_NODE)
                        .toList();
        if (joining.isEmpty()) {
            return false;
        }
        Map<String, Map<String, Long>> before = counters.read(nodes);
        SideBySide.run(
                joining.stream()
                        .<Callable<Boolean>>map(path -> () -> probe(path, ECHOES, false))
                        .toList());
        Map<String, Map<String, Long>> moved = counters.movedSince(before);
        joining.forEach(path -> path.counters(moved));
        return true;
    }

    private void probeTheRest(List<PathUnderProbe> paths, UnderlayProbe underlay) {
        List<String> nodes = testbed.nodes().stream().map(TestbedNode::name).toList();
        Map<String, Map<String, Long>> before = counters.read(nodes);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (PathUnderProbe path : paths) {
            switch (path.kind()) {
                case POD_POD_SAME_NODE -> tasks.add(() -> probe(path, ECHOES, false));
                case POD_SERVICE, POD_SELF_SERVICE ->
                        tasks.add(() -> probe(path, SERVICE_FLOWS, true));
                case NODE_NODE -> {
                    if (path.echoes().map(e -> e.answered() > 0).orElse(false)) {
                        tasks.add(() -> underlay.of(path));
                    }
                }
                case POD_POD_CROSS_NODE,
                        POD_NODE,
                        NODE_POD,
                        POD_NODEPORT,
                        POD_LOADBALANCER,
                        POD_HEADLESS -> {}
            }
        }
        SideBySide.run(tasks);
        Map<String, Map<String, Long>> moved = counters.movedSince(before);
        paths.stream()
                .filter(path -> path.to().node().isEmpty())
                .forEach(path -> path.counters(moved));
    }

    /// A path that answers nothing is not asked for more than one connection.
    private boolean probe(PathUnderProbe path, int echoes, boolean newPortEach) {
        path.echoes(echo(path, echoes, SMALL_PACKET_BYTES, newPortEach));
        boolean answers = path.echoes().map(e -> e.answered() > 0).orElse(false);
        String host = path.to().address();
        if (answers) {
            path.mtu(
                    inquiry.ask(
                            path.client(),
                            new Probe.PathMtu(cookie, host, path.port(), path.firstTag()),
                            ProbeAnswer.PathMtu.class,
                            "path MTU " + path.name()));
        }
        path.tcp(
                inquiry.ask(
                        path.client(),
                        new Probe.Tcp(
                                cookie,
                                host,
                                path.port(),
                                answers ? 2 : 1,
                                BULK_BYTES,
                                answers ? TCP_PATIENCE_MILLIS : SILENT_PATIENCE_MILLIS),
                        ProbeAnswer.TcpConnections.class,
                        "TCP " + path.name()));
        return answers;
    }
}
