package dev.wiregauge.harness.testbed;

/// An agent answered that it could not do what was asked; the message is its reason.
public final class AgentRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgentRefusedException(String message) {
        super(message);
    }
}
