package dev.wiregauge.harness.testbed.kubernetes.image;

import dev.wiregauge.harness.testbed.AgentTransport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Podman with a storage of its own, so that no image or container of this machine is touched.
final class Podman {
    private final Path storage;
    private final String runtime;

    Podman(Path storage) {
        this.storage = storage;
        this.runtime =
                Stream.of("/usr/sbin/runc", "/usr/bin/runc")
                        .filter(path -> Files.isExecutable(Path.of(path)))
                        .findFirst()
                        .orElse("crun");
    }

    /// Why it cannot run here, or empty.
    static String missing() {
        boolean there =
                Files.isExecutable(Path.of("/usr/bin/podman"))
                        && Stream.of("/usr/sbin/runc", "/usr/bin/runc")
                                .anyMatch(path -> Files.isExecutable(Path.of(path)));
        return there ? "" : "podman and runc are not installed (Debian: podman runc)";
    }

    String run(String... arguments) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(List.of(arguments))).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("podman " + String.join(" ", arguments) + ": " + output);
        }
        return output.strip();
    }

    /// A command in a running container, as a stream pair.
    AgentTransport exec(String container, List<String> command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("exec", "-i", container));
        arguments.addAll(command);
        Path stderr = Files.createTempFile(storage, "stderr", "");
        Process process =
                new ProcessBuilder(command(arguments)).redirectError(stderr.toFile()).start();
        return new Pipes(process, stderr);
    }

    private List<String> command(List<String> arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "podman",
                                "--root",
                                storage.resolve("root").toString(),
                                "--runroot",
                                storage.resolve("run").toString(),
                                "--storage-driver",
                                "vfs",
                                "--runtime",
                                runtime,
                                "--cgroup-manager=cgroupfs"));
        command.addAll(arguments);
        return command;
    }

    private record Pipes(Process process, Path stderr) implements AgentTransport {
        @Override
        public OutputStream toAgent() {
            return process.getOutputStream();
        }

        @Override
        public InputStream fromAgent() {
            return process.getInputStream();
        }

        @Override
        public String lastWords() {
            try {
                return Files.readString(stderr).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
