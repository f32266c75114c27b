package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.lab.LabTopology.Node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A process of a lab that outlives the command that built it: the keeper of the tunl0 look-alikes,
/// or the DNS server.
///
/// It stands in a session of its own, so that Ctrl-C in the terminal does not reach it, and lives
/// until the journal is undone.
final class ResidentProgram {
    private static final Duration READY_DEADLINE = Duration.ofSeconds(60);
    private static final String READY = "ready ";

    private final String title;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> firstLine;

    private ResidentProgram(String title, Process process, Path log) {
        this.title = title;
        this.process = process;
        this.log = log;
        this.firstLine = CompletableFuture.supplyAsync(this::readLine, Thread::startVirtualThread);
    }

    /// Starts it without waiting; [#awaitReady] does.
    ///
    /// @param title for a message, such as `keeper`
    /// @param command with a token of the journal among its arguments
    static ResidentProgram start(String title, List<String> command, Path log) {
        List<String> own = new ArrayList<>(List.of("setsid"));
        own.addAll(command);
        try {
            ProcessBuilder builder = new ProcessBuilder(own);
            builder.redirectError(log.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            return new ResidentProgram(title, builder.start(), log);
        } catch (IOException e) {
            throw new EnvironmentException("cannot start the lab's " + title, e);
        }
    }

    /// The keeper of the look-alikes in all nodes.
    static ResidentProgram keeper(
            AgentProgram program, LabTopology topology, String token, Path log) {
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
        return start("keeper", program.keeper(arguments), log);
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

    /// Waits until it says that it works.
    ///
    /// @return what it said behind `ready`: of the keeper how the programs are attached
    String awaitReady() {
        String line =
                firstLine
                        .completeOnTimeout("", READY_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
        if (!line.startsWith(READY)) {
            throw new EnvironmentException(
                    "the lab's "
                            + title
                            + " did not start"
                            + (line.isEmpty() ? "; its log says: " + lastWords() : ": " + line));
        }
        return line.substring(READY.length());
    }

    private String lastWords() {
        try {
            return Files.readString(log).strip();
        } catch (IOException e) {
            return "nothing, " + e.getMessage();
        }
    }
}
