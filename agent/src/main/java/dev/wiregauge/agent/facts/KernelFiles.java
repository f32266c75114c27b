package dev.wiregauge.agent.facts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads /proc and /sys below a root that tests may choose.
final class KernelFiles {
    private final Path root;

    KernelFiles(Path root) {
        this.root = root;
    }

    /// The whole file without its last line end; empty where it does not exist or may not be read.
    ///
    /// By a stream, since such files claim a size of 0: Files.readString takes one byte of them.
    Optional<String> text(String path) {
        try (InputStream in = Files.newInputStream(root.resolve(path))) {
            return Optional.of(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /// @throws UncheckedIOException if it cannot be read
    String required(String path) {
        return text(path)
                .orElseThrow(
                        () -> new UncheckedIOException(new IOException("cannot read /" + path)));
    }
}
