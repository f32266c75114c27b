package dev.wiregauge.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The text of a file that a person wrote.
public final class YamlFile {
    /// Far more than anyone writes by hand; less than fills a memory.
    private static final int MOST_BYTES = 1 << 20;

    private YamlFile() {}

    /// @throws YamlException naming the line that is not UTF-8, or a file larger than 1 MiB
    /// @throws IOException if it cannot be read
    public static String read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw problem(file, 1, "is larger than 1 MiB");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        CoderResult end = decoder.decode(rest, text, true);
        text.flip();
        if (end.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            throw problem(file, line, "is not UTF-8 text");
        }
        return text.toString();
    }

    private static YamlException problem(Path file, int line, String message) {
        return new YamlException(file.toString(), List.of(new Problem(line, message)));
    }
}
