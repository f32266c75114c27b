package dev.wiregauge.harness.testbed.kubernetes;

/// The API server did not start a command in a container.
final class ExecRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /// @param code of HTTP; 0 where no answer came
    ExecRefusedException(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
