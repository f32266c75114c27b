package dev.wiregauge.harness;

import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Who plays which part: for each mode a client and a near server on the first node and two
/// servers, the backends of the mode's Service, on the second. Mode `host` is played by the node
/// agents.
public final class Cast {
    private static final int CLIENT_NODE = 0;
    private static final int SERVER_NODE = 1;

    private final Testbed testbed;

    public Cast(Testbed testbed) {
        this.testbed = testbed;
    }

    public static TestbedPlan plan(Scenario scenario) {
        List<PodRequest> pods = new ArrayList<>();
        List<ServiceRequest> services = new ArrayList<>();
        for (Mode mode : scenario.modes()) {
            if (mode == Mode.HOST) {
                continue;
            }
            pods.add(new PodRequest(client(mode), mode, CLIENT_NODE));
            pods.add(new PodRequest(near(mode), mode, CLIENT_NODE));
            List<String> backends = servers(mode);
            backends.forEach(name -> pods.add(new PodRequest(name, mode, SERVER_NODE)));
            services.add(new ServiceRequest(serviceName(mode), backends));
        }
        return new TestbedPlan(pods, services, true);
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
            case POD_SERVICE -> {
                ServiceHandle service = testbed.service(serviceName(mode));
                yield new Parts(
                        testbed.podAgent(client(mode)),
                        service.address(),
                        service.port(),
                        service.backends());
            }
            case NODE_NODE -> direct(nodeAgent(CLIENT_NODE), nodeAgent(SERVER_NODE));
            case NODE_POD -> direct(nodeAgent(CLIENT_NODE), farPod(mode));
            case POD_NODEPORT, POD_HEADLESS, POD_SELF_SERVICE, POD_NODE ->
                    throw new ScenarioException(
                            "path " + cell.path().id() + " cannot be measured by this testbed");
        };
    }

    /// Every pair of client and server that a trial may meet, so that the loops of each can be
    /// compiled before.
    public List<Parts> everyPair(Mode mode) {
        if (mode == Mode.HOST) {
            return List.of(direct(nodeAgent(CLIENT_NODE), nodeAgent(SERVER_NODE)));
        }
        AgentHandle client = testbed.podAgent(client(mode));
        return Stream.concat(Stream.of(near(mode)), servers(mode).stream())
                .map(server -> direct(client, testbed.podAgent(server)))
                .toList();
    }

    /// The pair whose packets prove the mode: first the side that sends requests.
    public List<AgentHandle> pair(Mode mode) {
        return mode == Mode.HOST
                ? List.of(nodeAgent(CLIENT_NODE), nodeAgent(SERVER_NODE))
                : List.of(testbed.podAgent(client(mode)), farPod(mode));
    }

    /// The agents that watch the wire between the two nodes.
    public List<AgentHandle> watchers() {
        return List.of(nodeAgent(CLIENT_NODE), nodeAgent(SERVER_NODE));
    }

    public boolean sameSubnet() {
        return testbed.nodes()
                .get(CLIENT_NODE)
                .subnet()
                .equals(testbed.nodes().get(SERVER_NODE).subnet());
    }

    /// Every agent there is.
    public List<AgentHandle> all(Scenario scenario) {
        Stream<AgentHandle> pods =
                plan(scenario).pods().stream().map(pod -> testbed.podAgent(pod.name()));
        Stream<AgentHandle> nodes =
                testbed.nodes().stream().map(node -> testbed.nodeAgent(node.name()));
        return Stream.concat(nodes, pods).toList();
    }

    private AgentHandle farPod(Mode mode) {
        return testbed.podAgent(servers(mode).getFirst());
    }

    private AgentHandle nodeAgent(int index) {
        return testbed.nodeAgent(testbed.nodes().get(index).name());
    }

    private static Parts direct(AgentHandle client, AgentHandle server) {
        return new Parts(client, server.address(), Testbed.DATA_PORT, List.of(server.name()));
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

    private static String serviceName(Mode mode) {
        return mode.id() + "-service";
    }
}
