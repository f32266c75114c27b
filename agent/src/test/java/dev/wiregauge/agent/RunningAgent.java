package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.agent.traffic.Cookie;
import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A real agent program, started as the lab starts it and spoken to over its pipes.
public final class RunningAgent implements AutoCloseable {
    public static final String COOKIE = "00112233445566778899aabbccddeeff";

    private final Process process;
    private final BufferedReader out;
    private final AgentEvent.Hello hello;
    private long id;

    private RunningAgent(Process process) throws IOException {
        this.process = process;
        out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        hello = (AgentEvent.Hello) read().event();
    }

    public static RunningAgent start(String name, String... moreOptions) {
        return start(List.of(), name, moreOptions);
    }

    /// @param prefix such as `ip netns exec NAME`
    public static RunningAgent start(List<String> prefix, String name, String... moreOptions) {
        return startFrom(System.getProperty("java.class.path"), prefix, name, moreOptions);
    }

    /// @param classPath that the agent's user may read
    public static RunningAgent startFrom(
            String classPath, List<String> prefix, String name, String... moreOptions) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx96m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        "dev.wiregauge.agent.Main",
                        "--name",
                        name,
                        "--node",
                        "node-of-" + name,
                        "--most-wait",
                        "100")); // what the tests look at must not depend on a quiet machine
        command.addAll(List.of(moreOptions));
        try {
            return new RunningAgent(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public AgentEvent.Hello hello() {
        return hello;
    }

    public Process process() {
        return process;
    }

    public long send(AgentCommand command) {
        id++;
        sendLine(ControlCodec.encode(new ControlCodec.CommandLine(id, command)));
        return id;
    }

    public void sendLine(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ControlCodec.EventLine read() {
        try {
            String line = out.readLine();
            assertThat(line).as("a line from the agent").isNotNull();
            return ControlCodec.decodeEvent(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public AgentEvent ask(AgentCommand command) {
        long asked = send(command);
        ControlCodec.EventLine answer = read();
        assertThat(answer.id()).isEqualTo(asked);
        return answer.event();
    }

    public <E extends AgentEvent> E ask(AgentCommand command, Class<E> type) {
        AgentEvent answer = ask(command);
        assertThat(answer).isInstanceOf(type);
        return type.cast(answer);
    }

    /// Opens the data port on any free port.
    public int serve() {
        return ask(new AgentCommand.Serve(COOKIE, 0, Optional.empty()), AgentEvent.Serving.class)
                .port();
    }

    public static AgentCommand.RunTrial trial(
            String host, int port, Workload workload, Timing timing) {
        return new AgentCommand.RunTrial(
                COOKIE, host, port, workload, timing, "cubic", Optional.empty());
    }

    public static Timing timing(int warmupMs, int durationMs, int intervalMs) {
        return new Timing(
                Duration.ofMillis(warmupMs),
                Duration.ofMillis(durationMs),
                Duration.ofMillis(intervalMs));
    }

    static Cookie cookie() {
        return Cookie.parse(COOKIE);
    }

    /// Waits for the agent's own end.
    public int awaitEnd(Duration within) throws InterruptedException {
        assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
                .as("the agent ends within " + within)
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
