package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.Testbed.PodMtu;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;
import dev.wiregauge.harness.testbed.lab.LabTopology.Pod;

import java.util.List;
import java.util.Optional;

/// The MTU of the pods' links; TCP takes its segment size from it at the next connection.
final class LabPodMtu implements PodMtu {
    private final LabTopology topology;
    private final CommandRunner runner;

    LabPodMtu(LabTopology topology, CommandRunner runner) {
        this.topology = topology;
        this.runner = runner;
    }

    @Override
    public void set(Optional<Integer> bytes) {
        for (Pod pod : topology.pods()) {
            runner.run(Command.ip(pod.namespace(), List.of(line(LabPlan.UPLINK, pod, bytes))));
        }
        for (Node node : topology.nodes()) {
            List<String> lines =
                    topology.pods().stream()
                            .filter(pod -> pod.node().equals(node))
                            .map(pod -> line(pod.hostInterface(), pod, bytes))
                            .toList();
            if (!lines.isEmpty()) {
                runner.run(Command.ip(node.namespace(), lines));
            }
        }
    }

    private static String line(String link, Pod pod, Optional<Integer> bytes) {
        return "link set " + link + " mtu " + bytes.orElse(pod.mtuBytes());
    }
}
