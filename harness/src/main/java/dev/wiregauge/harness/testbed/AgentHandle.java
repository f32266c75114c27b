package dev.wiregauge.harness.testbed;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;

import java.time.Duration;

/// One running agent, as the harness sees it.
public interface AgentHandle {
    /// Name of the pod, or of the node for a node agent; unique within the testbed.
    String name();

    /// Name of the node it runs on.
    String node();

    /// Address that peers reach it by: the pod IP, or the node's own on the underlay.
    String address();

    /// Puts a question and waits for its answer.
    ///
    /// @throws AgentLostException if the agent ended or did not answer within the deadline
    /// @throws AgentRefusedException if it answered that it could not
    <E extends AgentEvent> E ask(AgentCommand command, Class<E> answer, Duration deadline);
}
