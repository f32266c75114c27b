package dev.wiregauge.json;

/// JSON that is damaged or does not fit the record asked for; the message names the place and the
/// field.
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message);
    }

    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
