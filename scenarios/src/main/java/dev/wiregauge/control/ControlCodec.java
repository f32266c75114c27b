package dev.wiregauge.control;

import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;

/// One command or event a line, with the id that ties an answer to its question.
public final class ControlCodec {
    /// Raised when an older peer would misunderstand; both sides must agree.
    public static final int PROTOCOL_VERSION = 1;

    /// Bytes of a file carried by one [AgentEvent.Chunk].
    public static final int CHUNK_BYTES = 256 << 10;

    /// Longest line that either side accepts: beyond it the peer is not one of ours.
    public static final int MAX_LINE_CHARS = 8 << 20;

    /// @param id counts from 1; the answer carries the same
    public record CommandLine(long id, AgentCommand command) {}

    /// @param id of the command that is answered, 0 for what nobody asked for
    public record EventLine(long id, AgentEvent event) {}

    private ControlCodec() {}

    public static String encode(CommandLine line) {
        return RecordJson.write(line, CommandLine.class);
    }

    public static String encode(EventLine line) {
        return RecordJson.write(line, EventLine.class);
    }

    /// @throws JsonException if the line is not a command of this protocol
    public static CommandLine decodeCommand(String line) {
        return RecordJson.read(line, CommandLine.class);
    }

    /// @throws JsonException if the line is not an event of this protocol
    public static EventLine decodeEvent(String line) {
        return RecordJson.read(line, EventLine.class);
    }
}
