package dev.wiregauge.agent.capture;

/// A capture could not be opened, taken or kept; the message is one sentence for the user.
public final class CaptureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CaptureException(String message) {
        super(message);
    }

    public CaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
