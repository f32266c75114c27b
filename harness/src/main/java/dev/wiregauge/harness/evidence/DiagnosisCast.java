package dev.wiregauge.harness.evidence;

import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.result.evidence.Evidence.Intent;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceKind;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Who takes part in a diagnosis: for each mode one pod on every node, a neighbour on the first, a
/// Service over all of them but the neighbour, and one whose only backend is the first pod. The
/// first mode alone has a Service of each further kind: how they work is not the mode's doing.
public final class DiagnosisCast {
    private final List<Mode> modes;
    private final int nodes;
    private final boolean everyKind;

    /// With Services of every kind.
    public DiagnosisCast(List<Mode> modes, int nodes) {
        this(modes, nodes, true);
    }

    /// @param everyKind whether there are Services that are more than a ClusterIP
    public DiagnosisCast(List<Mode> modes, int nodes, boolean everyKind) {
        this.modes = modes.stream().filter(mode -> mode != Mode.HOST).toList();
        this.nodes = nodes;
        this.everyKind = everyKind;
    }

    public List<Mode> modes() {
        return modes;
    }

    public TestbedPlan plan() {
        List<PodRequest> pods = new ArrayList<>();
        List<ServiceRequest> services = new ArrayList<>();
        for (Mode mode : modes) {
            List<String> backends = new ArrayList<>();
            for (int node = 0; node < nodes; node++) {
                pods.add(new PodRequest(pod(mode, node), mode, node));
                backends.add(pod(mode, node));
            }
            pods.add(new PodRequest(neighbour(mode), mode, 0));
            services.add(new ServiceRequest(service(mode), backends));
            services.add(new ServiceRequest(selfService(mode), List.of(pod(mode, 0))));
        }
        modeOfFurtherKinds().ifPresent(mode -> services.addAll(furtherKinds(mode)));
        return new TestbedPlan(pods, services, true);
    }

    /// All that answer: of the nodes, where there are any, and of the pods.
    public List<AgentHandle> agents(Testbed testbed) {
        return Stream.concat(
                        testbed.nodeAgents().stream(),
                        plan().pods().stream().map(pod -> testbed.podAgent(pod.name())))
                .toList();
    }

    /// The mode whose pods stand behind the Services that are more than a ClusterIP; empty where
    /// there are none.
    Optional<Mode> modeOfFurtherKinds() {
        return modes.stream().findFirst().filter(_ -> everyKind);
    }

    private List<ServiceRequest> furtherKinds(Mode mode) {
        List<String> all = IntStream.range(0, nodes).mapToObj(node -> pod(mode, node)).toList();
        return List.of(
                new ServiceRequest(
                        further(mode, ServiceKind.NODE_PORT), all, Set.of(ServiceTrait.NODE_PORT)),
                new ServiceRequest(
                        further(mode, ServiceKind.LOCAL_NODE_PORT),
                        List.of(pod(mode, 0)),
                        Set.of(ServiceTrait.NODE_PORT, ServiceTrait.LOCAL_TRAFFIC)),
                new ServiceRequest(
                        further(mode, ServiceKind.INTERNAL_LOCAL),
                        all,
                        Set.of(ServiceTrait.INTERNAL_LOCAL)),
                new ServiceRequest(
                        further(mode, ServiceKind.STICKY),
                        all,
                        Set.of(ServiceTrait.SESSION_AFFINITY)),
                new ServiceRequest(
                        further(mode, ServiceKind.HEADLESS), all, Set.of(ServiceTrait.HEADLESS)));
    }

    /// What was asked for, with the addresses that the testbed gave.
    Intent intent(Testbed testbed) {
        List<PodIntent> pods =
                plan().pods().stream()
                        .map(pod ->
                                new PodIntent(
                                        pod.name(),
                                        testbed.podAgent(pod.name()).node(),
                                        testbed.podAgent(pod.name()).address(),
                                        pod.mode()))
                        .toList();
        List<ServiceIntent> services = new ArrayList<>();
        for (Mode mode : modes) {
            services.add(service(testbed, mode, service(mode), Optional.empty()));
            services.add(service(testbed, mode, selfService(mode), Optional.empty()));
        }
        modeOfFurtherKinds()
                .ifPresent(mode -> {
                    for (ServiceKind kind : ServiceKind.values()) {
                        services.add(
                                service(testbed, mode, further(mode, kind), Optional.of(kind)));
                    }
                });
        return new Intent(
                testbed.kind(),
                testbed.nodes().stream().map(DiagnosisCast::node).toList(),
                pods,
                services,
                testbed.masqueradesPods());
    }

    private static NodeIntent node(TestbedNode node) {
        return new NodeIntent(node.name(), node.address(), node.uplink(), node.subnet());
    }

    private static ServiceIntent service(
            Testbed testbed, Mode mode, String name, Optional<ServiceKind> kind) {
        ServiceHandle handle = testbed.service(name);
        return new ServiceIntent(
                name, handle.address(), handle.port(), mode, handle.backends(), kind);
    }

    /// @param node counts from 0
    static String pod(Mode mode, int node) {
        return mode.id() + "-" + (node + 1);
    }

    static String neighbour(Mode mode) {
        return mode.id() + "-near";
    }

    static String service(Mode mode) {
        return mode.id() + "-service";
    }

    static String further(Mode mode, ServiceKind kind) {
        return switch (kind) {
            case NODE_PORT -> mode.id() + "-nodeport";
            case LOCAL_NODE_PORT -> mode.id() + "-local";
            case INTERNAL_LOCAL -> mode.id() + "-internal";
            case STICKY -> mode.id() + "-sticky";
            case HEADLESS -> mode.id() + "-headless";
        };
    }

    static String selfService(Mode mode) {
        return mode.id() + "-self";
    }
}
