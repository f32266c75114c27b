package dev.wiregauge.harness;

import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who plays which part: for each mode a client and a near server on the first node and two
/// servers, the backends of the mode's Service, on another, in another subnet where there is one. A
/// mode that depends on subnets also gets a neighbour inside the client's subnet. Mode `host` is
/// played by the node agents.
public final class Cast {
    private static final int CLIENT_NODE = 0;

    private final Testbed testbed;
    private final TestbedPlan plan;
    private final int serverNode;

    /// @param plan that the testbed has placed, as made by [#plan]
    public Cast(Testbed testbed, TestbedPlan plan) {
        this.testbed = testbed;
        this.plan = plan;
        // as placed: a testbed may know its nodes' subnets better afterwards
        this.serverNode =
                plan.pods().stream()
                        .filter(pod -> servers(pod.mode()).contains(pod.name()))
                        .mapToInt(PodRequest::node)
                        .findFirst()
                        .orElseGet(() -> serverNode(testbed.nodes()));
    }

    /// The plan for nodes of one subnet: servers on the second node, and no neighbours.
    public static TestbedPlan plan(Scenario scenario) {
        return plan(scenario, List.of());
    }

    /// @param nodes that will be there, the client's first
    public static TestbedPlan plan(Scenario scenario, List<TestbedNode> nodes) {
        int serverNode = serverNode(nodes);
        Optional<Integer> neighbourNode = neighbourNode(nodes, serverNode);
        List<PodRequest> pods = new ArrayList<>();
        List<ServiceRequest> services = new ArrayList<>();
        for (Mode mode : scenario.modes()) {
            if (mode == Mode.HOST) {
                continue;
            }
            pods.add(new PodRequest(client(mode), mode, CLIENT_NODE));
            pods.add(new PodRequest(near(mode), mode, CLIENT_NODE));
            List<String> backends = servers(mode);
            backends.forEach(name -> pods.add(new PodRequest(name, mode, serverNode)));
            services.addAll(services(mode, scenario.paths()));
            if (mode.dependsOnSubnet()) {
                neighbourNode.ifPresent(
                        node -> pods.add(new PodRequest(neighbour(mode), mode, node)));
            }
        }
        return new TestbedPlan(pods, services, true);
    }

    private static List<ServiceRequest> services(Mode mode, List<Path> paths) {
        List<ServiceRequest> services = new ArrayList<>();
        services.add(new ServiceRequest(serviceName(mode), servers(mode)));
        if (paths.contains(Path.POD_NODEPORT)) {
            services.add(
                    new ServiceRequest(
                            nodePortName(mode), servers(mode), Set.of(ServiceTrait.NODE_PORT)));
        }
        if (paths.contains(Path.POD_LOADBALANCER)) {
            services.add(
                    new ServiceRequest(
                            loadBalancerName(mode),
                            servers(mode),
                            Set.of(ServiceTrait.LOAD_BALANCER)));
        }
        if (paths.contains(Path.POD_SELF_SERVICE)) {
            services.add(new ServiceRequest(selfName(mode), List.of(client(mode))));
        }
        return services;
    }

    private static int serverNode(List<TestbedNode> nodes) {
        return nodes.stream()
                .filter(node -> !node.subnet().equals(nodes.getFirst().subnet()))
                .map(nodes::indexOf)
                .findFirst()
                .orElse(1);
    }

    private static Optional<Integer> neighbourNode(List<TestbedNode> nodes, int serverNode) {
        return nodes.stream()
                .skip(1)
                .filter(node -> node.subnet().equals(nodes.getFirst().subnet()))
                .map(nodes::indexOf)
                .filter(index -> index != serverNode)
                .findFirst();
    }

    /// The two ends of a trial.
    ///
    /// @param host what the client connects to
    /// @param servers names of the agents that may answer
    public record Parts(AgentHandle client, String host, int port, List<String> servers) {}

    public Parts parts(Cell cell) {
        Mode mode = cell.mode();
        return switch (cell.path()) {
            case POD_POD_CROSS_NODE -> direct(testbed.podAgent(client(mode)), farPod(mode));
            case POD_POD_SAME_NODE ->
                    direct(testbed.podAgent(client(mode)), testbed.podAgent(near(mode)));
            case POD_SERVICE ->
                    through(testbed.podAgent(client(mode)), testbed.service(serviceName(mode)));
            case NODE_NODE -> direct(nodeAgent(CLIENT_NODE), nodeAgent(serverNode));
            case NODE_POD -> direct(nodeAgent(CLIENT_NODE), farPod(mode));
            case POD_NODE -> direct(testbed.podAgent(client(mode)), nodeAgent(serverNode));
            case POD_NODEPORT -> nodePort(mode);
            case POD_LOADBALANCER ->
                    through(
                            testbed.podAgent(client(mode)),
                            testbed.service(loadBalancerName(mode)));
            case POD_SELF_SERVICE ->
                    through(testbed.podAgent(client(mode)), testbed.service(selfName(mode)));
            // the name of a headless Service leads to the pods themselves
            case POD_HEADLESS ->
                    direct(
                            testbed.podAgent(client(mode)),
                            testbed.podAgent(servers(mode).getLast()));
        };
    }

    /// To the port on the servers' own node, so that no second node is crossed.
    private Parts nodePort(Mode mode) {
        ServiceHandle service = testbed.service(nodePortName(mode));
        int port =
                service.nodePort()
                        .orElseThrow(() ->
                                new ScenarioException(
                                        "this testbed gives Services no port on the nodes"));
        AgentHandle client = testbed.podAgent(client(mode));
        String host = testbed.nodes().get(serverNode).addressFor(client.address());
        return new Parts(client, host, port, service.backends());
    }

    private static Parts through(AgentHandle client, ServiceHandle service) {
        return new Parts(client, service.address(), service.port(), service.backends());
    }

    /// Every pair of client and server that a trial may meet, so that the loops of each can be
    /// compiled before.
    public List<Parts> everyPair(Mode mode) {
        if (mode == Mode.HOST) {
            return List.of(direct(nodeAgent(CLIENT_NODE), nodeAgent(serverNode)));
        }
        AgentHandle client = testbed.podAgent(client(mode));
        return Stream.concat(Stream.of(near(mode)), servers(mode).stream())
                .map(server -> direct(client, testbed.podAgent(server)))
                .toList();
    }

    /// The pairs whose packets prove the mode, first in each the side that sends requests. A mode
    /// that depends on subnets has a pair across them and, where there is a third node, one inside.
    public List<Pair> pairs(Mode mode) {
        if (mode == Mode.HOST) {
            return List.of(new Pair("", nodeAgent(CLIENT_NODE), nodeAgent(serverNode)));
        }
        AgentHandle client = testbed.podAgent(client(mode));
        Stream<Pair> inside =
                plan.pods().stream()
                        .filter(pod -> pod.name().equals(neighbour(mode)))
                        .map(pod -> new Pair("-neighbour", client, testbed.podAgent(pod.name())));
        return Stream.concat(Stream.of(new Pair("", client, farPod(mode))), inside).toList();
    }

    /// @param suffix of the names of this pair's captures
    public record Pair(String suffix, AgentHandle near, AgentHandle far) {}

    /// The agents on the networks of the two nodes that trials cross.
    public List<AgentHandle> crossedNodes() {
        return List.of(nodeAgent(CLIENT_NODE), nodeAgent(serverNode));
    }

    /// Whether something limits the agents' CPU.
    boolean cpuLimited() {
        return testbed.cpuLimited();
    }

    /// An agent of each node that trials cross: on the node itself where one may be, else in a pod,
    /// which sees the same CPUs.
    List<AgentHandle> onePerNode() {
        if (testbed.watchesWire()) {
            return crossedNodes();
        }
        Map<String, AgentHandle> byNode = new LinkedHashMap<>();
        all().forEach(agent -> byNode.putIfAbsent(agent.node(), agent));
        return List.copyOf(byNode.values());
    }

    /// Every agent there is.
    public List<AgentHandle> all() {
        Stream<AgentHandle> pods = plan.pods().stream().map(pod -> testbed.podAgent(pod.name()));
        Stream<AgentHandle> nodes =
                testbed.watchesWire()
                        ? testbed.nodes().stream().map(node -> testbed.nodeAgent(node.name()))
                        : Stream.empty();
        return Stream.concat(nodes, pods).toList();
    }

    private AgentHandle farPod(Mode mode) {
        return testbed.podAgent(servers(mode).getFirst());
    }

    private AgentHandle nodeAgent(int index) {
        return testbed.nodeAgent(testbed.nodes().get(index).name());
    }

    private Parts direct(AgentHandle client, AgentHandle server) {
        return new Parts(
                client,
                testbed.addressOf(server, client),
                Testbed.DATA_PORT,
                List.of(server.name()));
    }

    private static String client(Mode mode) {
        return mode.id() + "-client";
    }

    private static String near(Mode mode) {
        return mode.id() + "-near";
    }

    private static List<String> servers(Mode mode) {
        return List.of(mode.id() + "-server-1", mode.id() + "-server-2");
    }

    private static String neighbour(Mode mode) {
        return mode.id() + "-neighbour";
    }

    private static String nodePortName(Mode mode) {
        return mode.id() + "-nodeport";
    }

    private static String loadBalancerName(Mode mode) {
        return mode.id() + "-loadbalancer";
    }

    private static String selfName(Mode mode) {
        return mode.id() + "-self";
    }

    private static String serviceName(Mode mode) {
        return mode.id() + "-service";
    }
}
