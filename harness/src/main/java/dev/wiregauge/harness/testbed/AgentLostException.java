package dev.wiregauge.harness.testbed;

/// An agent ended, or did not answer in time; its trial is Inconclusive.
public final class AgentLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AgentLostException(String message) {
        super(message);
    }
}
