package dev.wiregauge.result;

/// A run folder that is missing, damaged or of another schema version; the message names the file
/// and the cause.
public final class RunFolderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunFolderException(String message) {
        super(message);
    }

    public RunFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
