package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.result.FileTrouble;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that the user asked for by name.
final class OutputFile {
    private OutputFile() {}

    /// @throws EnvironmentException if it cannot be written
    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(Path file, byte[] bytes) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot write " + file + ": " + FileTrouble.reason(e), e);
        }
    }
}
