package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.Testbed.UplinkQueue;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;

import java.util.List;

/// A plain queue (tc-pfifo(8)) on every node's uplink: a veth has none of its own, and so nothing
/// that counts what leaves.
final class LabUplinkQueue implements UplinkQueue {
    private final List<Node> nodes;
    private final CommandRunner runner;

    LabUplinkQueue(List<Node> nodes, CommandRunner runner) {
        this.nodes = nodes;
        this.runner = runner;
    }

    @Override
    public void attach() {
        each("qdisc replace dev " + LabPlan.UPLINK + " root pfifo");
    }

    @Override
    public void detach() {
        each("qdisc del dev " + LabPlan.UPLINK + " root");
    }

    private void each(String line) {
        nodes.forEach(node -> runner.run(Command.tc(node.namespace(), List.of(line))));
    }
}
