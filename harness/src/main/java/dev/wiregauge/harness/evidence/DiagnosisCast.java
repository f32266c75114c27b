package dev.wiregauge.harness.evidence;

import dev.wiregauge.harness.testbed.ServiceHandle;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.Testbed.TestbedNode;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.result.evidence.Evidence.Intent;
import dev.wiregauge.result.evidence.Evidence.NodeIntent;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.Evidence.ServiceIntent;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;

/// Who takes part in a diagnosis: for each mode one pod on every node, a neighbour on the first, a
/// Service over all of them but the neighbour, and one whose only backend is the first pod.
public final class DiagnosisCast {
    private final List<Mode> modes;
    private final int nodes;

    public DiagnosisCast(List<Mode> modes, int nodes) {
        this.modes = modes.stream().filter(mode -> mode != Mode.HOST).toList();
        this.nodes = nodes;
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
        return new TestbedPlan(pods, services, true);
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
            services.add(service(testbed, mode, service(mode)));
            services.add(service(testbed, mode, selfService(mode)));
        }
        return new Intent(
                testbed.kind(),
                testbed.nodes().stream().map(DiagnosisCast::node).toList(),
                pods,
                services,
                true);
    }

    private static NodeIntent node(TestbedNode node) {
        return new NodeIntent(node.name(), node.address(), node.uplink(), node.subnet());
    }

    private static ServiceIntent service(Testbed testbed, Mode mode, String name) {
        ServiceHandle handle = testbed.service(name);
        return new ServiceIntent(name, handle.address(), handle.port(), mode, handle.backends());
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

    static String selfService(Mode mode) {
        return mode.id() + "-self";
    }
}
