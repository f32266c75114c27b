package dev.wiregauge.harness.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The pipes of an agent process on this machine.
public final class ProcessTransport implements AgentTransport {
    private static final int LAST_LINES = 20;

    /// An agent ends by itself within a second of its input's end; then it is ended by force.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();

    private ProcessTransport(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::drainErrors);
    }

    /// Starts an agent.
    ///
    /// @param command the whole command line
    public static ProcessTransport start(List<String> command) {
        try {
            return new ProcessTransport(new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new EnvironmentException("cannot start an agent: " + e.getMessage(), e);
        }
    }

    /// Starts an agent in a namespace, with that namespace's own sysfs.
    public static ProcessTransport startIn(String namespace, List<String> agent) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(agent);
        return start(command);
    }

    private void drainErrors() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (lastLines) {
                    if (lastLines.size() == LAST_LINES) {
                        lastLines.removeFirst();
                    }
                    lastLines.addLast(line);
                }
            }
        } catch (IOException closed) {
            return;
        }
    }

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
        synchronized (lastLines) {
            return String.join("\n", lastLines);
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException inputIsGone) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
