package dev.wiregauge.report.gate;

/// An input of the gate that is wrong: a policy, a baseline, runs that have nothing in common. The
/// message says what and where.
public final class GateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GateException(String message) {
        super(message);
    }

    public GateException(String message, Throwable cause) {
        super(message, cause);
    }
}
