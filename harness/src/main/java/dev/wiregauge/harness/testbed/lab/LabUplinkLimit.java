package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.Testbed.UplinkLimit;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;

import java.util.List;

/// A token bucket (tc-tbf(8)) on every node's uplink.
final class LabUplinkLimit implements UplinkLimit {
    /// Timer interrupts a second of a usual kernel; a bucket holds at least what flows in one.
    private static final int TICKS_PER_SECOND = 250;

    /// Room for a 64 KiB super-frame, which tbf else cuts up.
    private static final long LEAST_BURST_BYTES = 128 << 10;

    private final List<Node> nodes;
    private final CommandRunner runner;

    LabUplinkLimit(List<Node> nodes, CommandRunner runner) {
        this.nodes = nodes;
        this.runner = runner;
    }

    @Override
    public void limit(long bitsPerSecond) {
        long burst = Math.max(LEAST_BURST_BYTES, bitsPerSecond / 8 / TICKS_PER_SECOND);
        for (Node node : nodes) {
            runner.run(
                    Command.tc(
                            node.namespace(),
                            List.of(
                                    "qdisc replace dev %s root tbf rate %dbit burst %db latency 50ms"
                                            .formatted(LabPlan.UPLINK, bitsPerSecond, burst))));
        }
    }

    @Override
    public void lift() {
        for (Node node : nodes) {
            runner.run(
                    Command.tc(
                            node.namespace(),
                            List.of("qdisc del dev " + LabPlan.UPLINK + " root")));
        }
    }
}
