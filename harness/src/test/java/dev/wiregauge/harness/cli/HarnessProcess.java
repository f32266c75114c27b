package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The program as a process of its own, for what cannot be tried inside this one: signals.
final class HarnessProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 120;

    private final Process process;
    private final BufferedReader output;
    private final List<String> seen = new ArrayList<>();

    private HarnessProcess(Process process) {
        this.process = process;
        this.output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static HarnessProcess start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    /// @param environment what this process has besides the test's own environment
    static HarnessProcess start(Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new HarnessProcess(builder.start());
    }

    /// Reads until a line fits.
    String await(Predicate<String> wanted) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
        throw new AssertionError("ended without the line waited for: " + String.join("\n", seen));
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /// Waits for a time, at most; whether it has ended by then.
    boolean endedWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /// Kills the harness alone, as `kill -9` does: its agents are left to notice.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /// Reads to the end and returns the exit code.
    int awaitEnd() throws IOException, InterruptedException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
        }
        assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).as(text()).isTrue();
        return process.exitValue();
    }

    String text() {
        return String.join("\n", seen);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
