package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// The resident process that holds the look-alikes of `tunl0` in all nodes of one lab.
///
/// It stands in a session of its own, so that Ctrl-C in the terminal does not reach it, and lives
/// until the journal is undone.
final class KeeperProcess {
    private static final Duration READY_DEADLINE = Duration.ofSeconds(30);
    private static final String READY = "ready ";

    private final Process process;
    private final Path log;
    private final CompletableFuture<String> firstLine;

    private KeeperProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.firstLine = CompletableFuture.supplyAsync(this::readLine, Thread::startVirtualThread);
    }

    /// Starts it without waiting; [#awaitReady] does.
    ///
    /// @param token one of its arguments, by which the journal finds it
    static KeeperProcess start(AgentProgram program, LabTopology topology, String token, Path log) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--token",
                                token,
                                "--attach",
                                attachment(topology.options().ipipDevice())));
        for (Node node : topology.nodes()) {
            arguments.add("--node");
            arguments.add(
                    String.join(
                            ",",
                            node.namespace(),
                            node.address(),
                            LabPlan.UPLINK,
                            Tunl0.HIDDEN_END));
        }
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(program.keeper(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.redirectError(log.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            return new KeeperProcess(builder.start(), log);
        } catch (IOException e) {
            throw new EnvironmentException("cannot start the lab's keeper", e);
        }
    }

    private static String attachment(LabOptions.IpipDevice device) {
        return switch (device) {
            case AUTO, KERNEL -> "auto";
            case LOOKALIKE_TCX, LOOKALIKE_CLSACT ->
                    device.name().substring("LOOKALIKE_".length()).toLowerCase(Locale.ROOT);
        };
    }

    private String readLine() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }

    /// Waits until the programs are attached in every node.
    ///
    /// @return how they are attached, `tcx` or `clsact`
    String awaitReady() {
        String line;
        try {
            line =
                    firstLine
                            .completeOnTimeout("", READY_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                            .join();
        } catch (CompletionException e) {
            throw new EnvironmentException("the lab's keeper failed", e);
        }
        if (!line.startsWith(READY)) {
            throw new EnvironmentException(
                    "the lab's keeper could not make tunl0"
                            + (line.isEmpty() ? "; its log is " + log : ": " + line));
        }
        return line.substring(READY.length());
    }
}
