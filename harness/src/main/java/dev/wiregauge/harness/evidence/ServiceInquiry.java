package dev.wiregauge.harness.evidence;

import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.result.evidence.Evidence.ServiceKind;
import dev.wiregauge.result.evidence.PathEvidence.End;
import dev.wiregauge.result.evidence.ProbeAnswer.Echoes;
import dev.wiregauge.result.evidence.ServiceCall;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Calls the Services that are more than a ClusterIP, as their clients do: ports of nodes from a
/// pod (of its own node and of another) and from another node, which is how clients from outside
/// come in; session affinity from two pods.
final class ServiceInquiry {
    private static final int FLOWS = 24;
    private static final int SMALL_PACKET_BYTES = 96;

    /// Tags need not be unique: no capture runs by now.
    private static final int FIRST_TAG = 1;

    private final Testbed testbed;
    private final DiagnosisCast cast;
    private final String cookie;
    private final Inquiry inquiry;
    private final List<Callable<Optional<ServiceCall>>> calls = new ArrayList<>();

    ServiceInquiry(Testbed testbed, DiagnosisCast cast, String cookie, Inquiry inquiry) {
        this.testbed = testbed;
        this.cast = cast;
        this.cookie = cookie;
        this.inquiry = inquiry;
    }

    /// Absent where there are no such Services, or no second node to call from.
    Optional<List<ServiceCall>> collect() {
        if (cast.modeOfFurtherKinds().isEmpty() || testbed.nodes().size() < 2) {
            return Optional.empty();
        }
        Mode mode = cast.modeOfFurtherKinds().orElseThrow();
        List<TestbedNode> nodes = testbed.nodes();
        AgentHandle neighbour = testbed.podAgent(DiagnosisCast.neighbour(mode));
        for (ServiceKind kind : ServiceKind.values()) {
            ServiceHandle service = testbed.service(DiagnosisCast.further(mode, kind));
            switch (kind) {
                case NODE_PORT -> {
                    byPort(service, neighbour, nodes.get(0));
                    byPort(service, neighbour, nodes.get(1));
                    fromOtherNodes(service);
                }
                case LOCAL_NODE_PORT -> fromOtherNodes(service);
                case INTERNAL_LOCAL -> fromEveryNode(service);
                case STICKY -> {
                    add(service, neighbour, "", service.address(), service.port());
                    add(
                            service,
                            testbed.podAgent(DiagnosisCast.pod(mode, 1)),
                            "",
                            service.address(),
                            service.port());
                }
                // its name leads to the pods, which are probed directly
                case HEADLESS -> {}
            }
        }
        return Optional.of(SideBySide.run(calls).stream().flatMap(Optional::stream).toList());
    }

    /// Each node's port from the next node, where agents may run on nodes.
    private void fromOtherNodes(ServiceHandle service) {
        if (!testbed.watchesWire()) {
            return;
        }
        List<TestbedNode> nodes = testbed.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            TestbedNode client = nodes.get((i + 1) % nodes.size());
            byPort(service, testbed.nodeAgent(client.name()), nodes.get(i));
        }
    }

    /// By the ClusterIP, from a client of each node that is no backend itself: the node, and on the
    /// first one a pod.
    private void fromEveryNode(ServiceHandle service) {
        Mode mode = cast.modeOfFurtherKinds().orElseThrow();
        List<AgentHandle> clients = new ArrayList<>();
        clients.add(testbed.podAgent(DiagnosisCast.neighbour(mode)));
        if (testbed.watchesWire()) {
            testbed.nodes().forEach(node -> clients.add(testbed.nodeAgent(node.name())));
        }
        clients.forEach(client -> add(service, client, "", service.address(), service.port()));
    }

    private void byPort(ServiceHandle service, AgentHandle client, TestbedNode node) {
        service.nodePort()
                .ifPresentOrElse(
                        port ->
                                add(
                                        service,
                                        client,
                                        node.name(),
                                        node.addressFor(backend(service).address()),
                                        port),
                        () ->
                                inquiry.note(
                                        "ports of nodes", service.name() + " was given no port"));
    }

    private AgentHandle backend(ServiceHandle service) {
        return testbed.podAgent(service.backends().getFirst());
    }

    private void add(
            ServiceHandle service, AgentHandle client, String via, String address, int port) {
        End from = new End(client.name(), client.node(), client.address());
        calls.add(() ->
                inquiry.ask(
                                client,
                                new Probe.Echo(
                                        cookie,
                                        address,
                                        port,
                                        FIRST_TAG,
                                        FLOWS,
                                        SMALL_PACKET_BYTES,
                                        true,
                                        0,
                                        true),
                                Echoes.class,
                                "Service %s from %s".formatted(service.name(), client.name()))
                        .map(echoes ->
                                new ServiceCall(service.name(), from, via, address, port, echoes)));
    }
}
