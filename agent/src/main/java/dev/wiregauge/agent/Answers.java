package dev.wiregauge.agent;

import dev.wiregauge.control.AgentEvent;

import java.util.function.Supplier;

/// Turns whatever is thrown into the Failed event that the harness can show.
final class Answers {
    private Answers() {}

    static AgentEvent of(Supplier<AgentEvent> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private static AgentEvent failed(RuntimeException e) {
        String message = e.getMessage();
        if (message == null || e instanceof NullPointerException) {
            e.printStackTrace();
            return new AgentEvent.Failed("the agent failed: " + e);
        }
        return new AgentEvent.Failed(message);
    }
}
