package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.Probe;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.result.evidence.ProbeAnswer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How often the containers of a trial's agents were denied the CPU, as a limit does it in the
/// middle of a percentile.
final class Throttling {
    private static final String COUNTER = "cgroup.nr_throttled";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private Throttling() {}

    /// @return the running count by agent; without those that have no limit to meet
    static Map<String, Long> read(List<AgentHandle> agents) {
        Map<String, Long> counts = new TreeMap<>();
        for (AgentHandle agent : agents) {
            ProbeAnswer answer =
                    agent.ask(
                                    new AgentCommand.RunProbe(new Probe.ReadCounters()),
                                    AgentEvent.Probed.class,
                                    DEADLINE)
                            .answer();
            if (answer instanceof ProbeAnswer.Counters(Map<String, Long> values)
                    && values.containsKey(COUNTER)) {
                counts.put(agent.name(), values.getOrDefault(COUNTER, 0L));
            }
        }
        return counts;
    }

    /// @return who was throttled between the two, and how often; empty where nobody was
    static Optional<String> between(Map<String, Long> before, Map<String, Long> after) {
        List<String> throttled = new ArrayList<>();
        after.forEach((agent, count) -> {
            long times = count - before.getOrDefault(agent, count);
            if (times > 0) {
                throttled.add(agent + " " + times + " times");
            }
        });
        return throttled.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "its CPU limit throttled "
                                + String.join(", ", throttled)
                                + ": what was measured is the limit, not the network");
    }
}
