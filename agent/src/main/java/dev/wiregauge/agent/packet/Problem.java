package dev.wiregauge.agent.packet;

/// Why a frame could not be taken apart to its end. A problem is a finding about the frame, never a
/// failure of the decoder.
public sealed interface Problem {
    /// The header in which it showed.
    Protocol in();

    /// Where that header begins, in bytes from the start of the frame.
    int offset();

    /// The capture kept fewer bytes than the wire carried, and the header does not fit into them.
    record Snapped(Protocol in, int offset, int neededBytes, int presentBytes) implements Problem {}

    /// The enclosing header leaves fewer bytes than this one needs or claims.
    record TooShort(Protocol in, int offset, int neededBytes, int presentBytes)
            implements Problem {}

    /// The rest is in another fragment, or was not quoted by the ICMP error.
    record NotHere(Protocol in, int offset, int neededBytes, int presentBytes) implements Problem {}

    /// A field has a value that its protocol does not allow.
    ///
    /// @param field as its RFC names it
    record Forbidden(Protocol in, int offset, String field, long value) implements Problem {}

    /// More headers than the decoder follows.
    record TooDeep(Protocol in, int offset, int limit) implements Problem {}

    /// Whether the frame itself is at fault, and not the capture or a fragment's edge.
    default boolean isFault() {
        return switch (this) {
            case Snapped _, NotHere _ -> false;
            case TooShort _, Forbidden _, TooDeep _ -> true;
        };
    }
}
