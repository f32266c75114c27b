package dev.wiregauge.harness.testbed;

/// This machine or cluster cannot run what was asked; the message says what to install or grant
/// (exit code 3).
public final class EnvironmentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EnvironmentException(String message) {
        super(message);
    }

    public EnvironmentException(String message, Throwable cause) {
        super(message, cause);
    }
}
