package dev.wiregauge.agent.linux;

/// The kernel refused a call; the message says what was tried and why it failed.
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /// @param attempt what was tried, such as `cannot connect to 198.18.0.1:7117`
    public NativeException(String attempt, int errno) {
        super(attempt + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /// @param result a value, or minus errno
    /// @return the value
    static long check(long result, String attempt) {
        if (result < 0) {
            throw new NativeException(attempt, (int) -result);
        }
        return result;
    }
}
