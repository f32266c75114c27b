package dev.wiregauge.harness.evidence;

import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/// Reads the running totals of the nodes' kernels, by node and name; none where no agents are on
/// the nodes.
final class NodeCounters {
    private final Testbed testbed;
    private final Inquiry inquiry;

    NodeCounters(Testbed testbed, Inquiry inquiry) {
        this.testbed = testbed;
        this.inquiry = inquiry;
    }

    Map<String, Map<String, Long>> read(Collection<String> nodes) {
        if (!testbed.watchesWire()) {
            return Map.of();
        }
        Map<String, Map<String, Long>> values = new ConcurrentHashMap<>();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (String node : nodes) {
            tasks.add(() -> {
                inquiry.ask(
                                testbed.nodeAgent(node),
                                new Probe.ReadCounters(),
                                ProbeAnswer.Counters.class,
                                "the counters of " + node)
                        .ifPresent(answer -> values.put(node, answer.values()));
                return true;
            });
        }
        SideBySide.run(tasks);
        return values;
    }

    /// Only what moved, of nodes that could be read both times.
    Map<String, Map<String, Long>> movedSince(Map<String, Map<String, Long>> before) {
        Map<String, Map<String, Long>> moved = new TreeMap<>();
        read(before.keySet())
                .forEach((node, after) -> {
                    Map<String, Long> earlier = before.getOrDefault(node, Map.of());
                    moved.put(node, difference(earlier, after));
                });
        return moved;
    }

    private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> moved = new TreeMap<>();
        after.forEach((name, value) -> {
            long delta = value - before.getOrDefault(name, 0L);
            if (delta != 0) {
                moved.put(name, delta);
            }
        });
        return moved;
    }
}
