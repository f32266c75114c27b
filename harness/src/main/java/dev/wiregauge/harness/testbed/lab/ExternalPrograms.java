package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs programs of this machine, with a deadline for each.
final class ExternalPrograms implements CommandRunner {
    /// Commands of the lab end in milliseconds; a machine under full load takes longer.
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /// How ip, bridge and tc name the line that failed: `Command failed -:3`.
    private static final Pattern FAILED_LINE = Pattern.compile("Command failed -:(\\d+)");

    @Override
    public String run(Command command) {
        Process process;
        try {
            process = new ProcessBuilder(command.arguments()).start();
        } catch (IOException e) {
            throw new EnvironmentException(
                    "cannot start "
                            + command.arguments().getFirst()
                            + " ("
                            + e.getMessage()
                            + "); ./wiregauge setup installs what the lab needs",
                    e);
        }
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<String> output = read(process.getInputStream(), readers);
            CompletableFuture<String> error = read(process.getErrorStream(), readers);
            write(process, command.input());
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EnvironmentException(
                        "did not end within " + DEADLINE.toSeconds() + " s: " + command);
            }
            if (process.exitValue() != 0) {
                throw failure(command, process.exitValue(), error.join());
            }
            return output.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted during: " + command, e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> read(InputStream stream, ExecutorService readers) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                readers);
    }

    /// A program that fails early closes its input; its exit code and error then say why.
    private static void write(Process process, String input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closedEarly) {
            return;
        }
    }

    private static EnvironmentException failure(Command command, int exit, String error) {
        String what = String.join(" ", command.arguments());
        Matcher line = FAILED_LINE.matcher(error);
        if (line.find()) {
            int number = Integer.parseInt(line.group(1));
            what += ", line " + number + ": " + command.input().lines().toList().get(number - 1);
        }
        return new EnvironmentException(
                "exit code " + exit + " from " + what + "\n" + error.strip());
    }
}
