package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.PodNetwork;
import dev.wiregauge.scenario.Mode;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The network of a cluster whose nodes and pods are network namespaces: a lab, built for the pods
/// that will come.
public final class LabPodNetwork implements PodNetwork {
    private final TestLab lab;

    private LabPodNetwork(TestLab lab) {
        this.lab = lab;
    }

    /// @param current what the mode `current` is in this cluster
    public static LabPodNetwork build(TestbedPlan expected, Mode current, Path journals) {
        List<PodRequest> pods =
                expected.pods().stream()
                        .map(pod ->
                                new PodRequest(
                                        pod.name(),
                                        pod.mode() == Mode.CURRENT ? current : pod.mode(),
                                        pod.node()))
                        .toList();
        return new LabPodNetwork(
                TestLab.build(
                        LabOptions.STANDARD,
                        new TestbedPlan(pods, expected.services(), false),
                        journals));
    }

    public static void requireRoot() {
        TestLab.requireRoot();
    }

    public void addNodes(ApiServerDouble server) {
        lab.topology().nodes().forEach(node -> server.addNode(node.name(), node.address()));
    }

    @Override
    public Sandbox attach(
            String pod, String node, String nodeAddress, boolean hostNetwork, String pool) {
        if (hostNetwork) {
            String namespace =
                    lab.topology().nodes().stream()
                            .filter(each -> each.name().equals(node))
                            .findFirst()
                            .orElseThrow()
                            .namespace();
            return new Sandbox(pod, nodeAddress, enter(namespace));
        }
        return new Sandbox(pod, lab.pod(pod).address(), enter(lab.pod(pod).namespace()));
    }

    private static List<String> enter(String namespace) {
        return List.of("ip", "netns", "exec", namespace);
    }

    @Override
    public void detach(Sandbox sandbox) {}

    @Override
    public Optional<String> serviceAddress(String service) {
        return lab.topology().services().stream()
                .filter(each -> each.name().equals(service))
                .flatMap(each -> each.address().stream())
                .findFirst();
    }

    @Override
    public void close() {
        lab.close();
    }
}
