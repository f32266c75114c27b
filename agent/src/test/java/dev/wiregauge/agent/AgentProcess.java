package dev.wiregauge.agent;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real agent in a namespace, driven over its standard streams.
public final class AgentProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private long id;

    public AgentProcess(String namespace, String... jvmOptions) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "ip",
                                "netns",
                                "exec",
                                namespace,
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(jvmOptions));
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.wiregauge.agent.Main",
                        "--name",
                        namespace,
                        "--node",
                        namespace));
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        in = process.inputReader();
        out = process.outputWriter();
        if (!(event() instanceof AgentEvent.Hello)) {
            throw new IllegalStateException("the agent did not say hello");
        }
    }

    /// The answer to a command; a refusal is thrown with its reason.
    public <E extends AgentEvent> E ask(AgentCommand command, Class<E> answer) throws IOException {
        out.write(ControlCodec.encode(new ControlCodec.CommandLine(++id, command)));
        out.newLine();
        out.flush();
        AgentEvent event = event();
        if (event instanceof AgentEvent.Failed(String reason)) {
            throw new IllegalStateException(reason);
        }
        return answer.cast(event);
    }

    private AgentEvent event() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the agent ended");
        }
        return ControlCodec.decodeEvent(line).event();
    }

    @Override
    public void close() throws IOException {
        out.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
