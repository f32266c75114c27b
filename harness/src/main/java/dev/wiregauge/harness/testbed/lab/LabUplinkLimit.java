package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.Testbed.UplinkLimit;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;

import java.util.List;

/// A token bucket (tc-tbf(8)) on every node's uplink.
final class LabUplinkLimit implements UplinkLimit {
    /// Timer interrupts a second of a usual kernel; a bucket holds at least what flows in one.
    private static final int TICKS_PER_SECOND = 250;

    /// Far below a 64 KiB super-frame, which tbf then cuts up: what leaves is frames at the rate,
    /// as on a wire.
    private static final long LEAST_BURST_BYTES = 16 << 10;

    /// The queue behind the bucket. After a loss the receiver gets nothing until the hole is
    /// filled, at most this long, so a deep queue would blur the edges of the measured window (50
    /// ms: up to 5 % of a second).
    private static final int QUEUE_MS = 5;

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
                                    "qdisc replace dev %s root tbf rate %dbit burst %db latency %dms"
                                            .formatted(
                                                    LabPlan.UPLINK,
                                                    bitsPerSecond,
                                                    burst,
                                                    QUEUE_MS))));
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
