package dev.wiregauge.harness;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.result.Measurement.MachineCpu;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the CPUs of each node do while no agent has anything to do: that much of a trial's CPU time
/// is not the trial's.
///
/// @param spans by node
record IdleBaseline(Map<String, MachineCpu> spans) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    IdleBaseline {
        spans = Map.copyOf(spans);
    }

    /// @param agents one of each node
    /// @param span of looking: its ticks are the baseline's samples
    static IdleBaseline watch(List<AgentHandle> agents, Duration span) {
        Map<String, MachineCpu> before = new LinkedHashMap<>();
        agents.forEach(agent -> before.put(agent.node(), read(agent)));
        Pause.millis(span.toMillis());
        Map<String, MachineCpu> spans = new LinkedHashMap<>();
        for (AgentHandle agent : agents) {
            Optional.ofNullable(before.get(agent.node()))
                    .ifPresent(first -> spans.put(agent.node(), read(agent).since(first)));
        }
        return new IdleBaseline(spans);
    }

    private static MachineCpu read(AgentHandle agent) {
        return agent.ask(new AgentCommand.ReadCpu(), AgentEvent.CpuRead.class, DEADLINE)
                .sinceStart();
    }

    Optional<MachineCpu> of(String node) {
        return Optional.ofNullable(spans.get(node));
    }
}
