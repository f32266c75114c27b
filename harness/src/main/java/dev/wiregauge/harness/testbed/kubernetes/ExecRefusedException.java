package dev.wiregauge.harness.testbed.kubernetes;

import java.time.Duration;
import java.util.Optional;

/// The API server did not start a command in a container.
final class ExecRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final long NOT_SAID = -1;

    private final int code;
    private final long retryAfterSeconds;

    /// @param code of HTTP; 0 where no answer came
    ExecRefusedException(int code, String message) {
        this(code, message, Optional.empty());
    }

    /// @param retryAfter how long the server asks to wait
    ExecRefusedException(int code, String message, Optional<Duration> retryAfter) {
        super(message);
        this.code = code;
        this.retryAfterSeconds = retryAfter.map(Duration::toSeconds).orElse(NOT_SAID);
    }

    int code() {
        return code;
    }

    Optional<Duration> retryAfter() {
        return retryAfterSeconds == NOT_SAID
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(retryAfterSeconds));
    }
}
