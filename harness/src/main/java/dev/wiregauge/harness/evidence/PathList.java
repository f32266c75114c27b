package dev.wiregauge.harness.evidence;

import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every path that a diagnosis looks at: each ordered pair of nodes with and without pods, the
/// neighbour on the same node, and each Service.
final class PathList {
    private final Testbed testbed;
    private final DiagnosisCast cast;
    private final List<PathUnderProbe> paths = new ArrayList<>();

    private PathList(Testbed testbed, DiagnosisCast cast) {
        this.testbed = testbed;
        this.cast = cast;
    }

    static List<PathUnderProbe> of(Testbed testbed, DiagnosisCast cast) {
        PathList list = new PathList(testbed, cast);
        list.betweenNodes();
        list.onOneNode();
        list.toServices();
        return List.copyOf(list.paths);
    }

    private void betweenNodes() {
        List<TestbedNode> nodes = testbed.nodes();
        for (int from = 0; from < nodes.size(); from++) {
            for (int to = 0; to < nodes.size(); to++) {
                if (from != to) {
                    pair(from, to);
                }
            }
        }
    }

    private void pair(int from, int to) {
        if (testbed.watchesWire()) {
            nodes(from, to);
        }
        for (Mode mode : cast.modes()) {
            add(
                    Path.POD_POD_CROSS_NODE,
                    Optional.of(mode),
                    testbed.podAgent(DiagnosisCast.pod(mode, from)),
                    testbed.podAgent(DiagnosisCast.pod(mode, to)));
        }
    }

    /// What begins or ends on a node's own network.
    private void nodes(int from, int to) {
        AgentHandle fromNode = testbed.nodeAgent(testbed.nodes().get(from).name());
        AgentHandle toNode = testbed.nodeAgent(testbed.nodes().get(to).name());
        add(Path.NODE_NODE, Optional.empty(), fromNode, toNode);
        for (Mode mode : cast.modes()) {
            AgentHandle fromPod = testbed.podAgent(DiagnosisCast.pod(mode, from));
            AgentHandle toPod = testbed.podAgent(DiagnosisCast.pod(mode, to));
            add(Path.NODE_POD, Optional.of(mode), fromNode, toPod);
            add(Path.POD_NODE, Optional.of(mode), fromPod, toNode);
        }
    }

    private void onOneNode() {
        for (Mode mode : cast.modes()) {
            AgentHandle first = testbed.podAgent(DiagnosisCast.pod(mode, 0));
            AgentHandle neighbour = testbed.podAgent(DiagnosisCast.neighbour(mode));
            add(Path.POD_POD_SAME_NODE, Optional.of(mode), first, neighbour);
            add(Path.POD_POD_SAME_NODE, Optional.of(mode), neighbour, first);
        }
    }

    private void toServices() {
        for (Mode mode : cast.modes()) {
            List<AgentHandle> clients = new ArrayList<>();
            clients.add(testbed.podAgent(DiagnosisCast.neighbour(mode)));
            for (int node = 1; node < testbed.nodes().size(); node++) {
                clients.add(testbed.podAgent(DiagnosisCast.pod(mode, node)));
            }
            for (AgentHandle client : clients) {
                service(Path.POD_SERVICE, mode, client, DiagnosisCast.service(mode));
            }
            service(
                    Path.POD_SELF_SERVICE,
                    mode,
                    testbed.podAgent(DiagnosisCast.pod(mode, 0)),
                    DiagnosisCast.selfService(mode));
        }
    }

    private void service(Path kind, Mode mode, AgentHandle client, String name) {
        ServiceHandle service = testbed.service(name);
        End to = new End(name, "", service.address());
        paths.add(
                new PathUnderProbe(kind, Optional.of(mode), client, to, service.port(), nextTag()));
    }

    private void add(Path kind, Optional<Mode> mode, AgentHandle client, AgentHandle server) {
        End to = new End(server.name(), server.node(), testbed.addressOf(server, client));
        paths.add(new PathUnderProbe(kind, mode, client, to, Testbed.DATA_PORT, nextTag()));
    }

    private int nextTag() {
        return 1 + paths.size() * EvidenceCollector.TAGS_PER_PATH;
    }
}
