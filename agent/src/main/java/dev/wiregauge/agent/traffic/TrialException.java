package dev.wiregauge.agent.traffic;

/// A trial could not be measured; the message is one sentence for the user.
public sealed class TrialException extends RuntimeException permits PeerClosedException {
    private static final long serialVersionUID = 1L;

    public TrialException(String message) {
        super(message);
    }

    public TrialException(String message, Throwable cause) {
        super(message, cause);
    }
}
