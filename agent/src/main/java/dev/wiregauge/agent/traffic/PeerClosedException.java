package dev.wiregauge.agent.traffic;

/// The other end of a data connection closed or reset it.
final class PeerClosedException extends TrialException {
    private static final long serialVersionUID = 1L;

    PeerClosedException(String message) {
        super(message);
    }
}
