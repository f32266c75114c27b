package dev.wiregauge.agent;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/// Lines of bounded length.
///
/// BufferedReader would take a line without end into memory until none is left.
final class CommandReader {
    private static final int BUFFER_CHARS = 8192;

    private final Reader in;
    private final int maxLineChars;
    private final char[] buffer = new char[BUFFER_CHARS];
    private int position;
    private int limit;

    CommandReader(Reader in, int maxLineChars) {
        this.in = in;
        this.maxLineChars = maxLineChars;
    }

    /// @return empty at the end of the input; what stands there without a line end is no line
    /// @throws LineTooLongException if the line is longer than allowed
    Optional<String> read() throws IOException, LineTooLongException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (position == limit) {
                limit = in.read(buffer, 0, buffer.length);
                position = 0;
                if (limit < 0) {
                    limit = 0;
                    return Optional.empty();
                }
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            line.append(buffer, start, position - start);
            if (line.length() > maxLineChars) {
                throw new LineTooLongException(
                        "a line is longer than " + maxLineChars + " characters");
            }
            if (position < limit) {
                position++;
                return Optional.of(line.toString());
            }
        }
    }

    /// Whoever sends such a line is not the harness.
    static final class LineTooLongException extends Exception {
        private static final long serialVersionUID = 1L;

        LineTooLongException(String message) {
            super(message);
        }
    }
}
