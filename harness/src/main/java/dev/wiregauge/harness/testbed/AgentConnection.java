package dev.wiregauge.harness.testbed;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;
import dev.wiregauge.json.JsonException;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// The conversation with one agent over a stream pair: questions out, answers matched by id.
///
/// A virtual thread reads, so that hundreds of agents need no hundreds of platform threads. After
/// the stream has ended, every question open or new fails with [AgentLostException] and the agent's
/// last words.
public final class AgentConnection implements AgentHandle, AutoCloseable {
    private final String name;
    private final String node;
    private final String address;
    private final AgentTransport transport;
    private final Writer toAgent;
    private final Map<Long, CompletableFuture<AgentEvent>> open = new ConcurrentHashMap<>();
    private final CompletableFuture<AgentEvent.Hello> hello = new CompletableFuture<>();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final AtomicLong lastId = new AtomicLong();

    public AgentConnection(String name, String node, String address, AgentTransport transport) {
        this.name = name;
        this.node = node;
        this.address = address;
        this.transport = transport;
        this.toAgent = new OutputStreamWriter(transport.toAgent(), StandardCharsets.UTF_8);
        Thread.ofVirtual().name("agent-" + name).start(this::read);
    }

    /// Waits for the agent's first line.
    ///
    /// @throws AgentLostException if it does not come, or speaks another protocol version
    public AgentEvent.Hello awaitHello(Duration deadline) {
        AgentEvent.Hello greeting = await(hello, deadline, "did not say hello");
        if (greeting.protocol() != ControlCodec.PROTOCOL_VERSION) {
            throw new AgentLostException(
                    "agent %s speaks protocol %d, this harness speaks %d"
                            .formatted(name, greeting.protocol(), ControlCodec.PROTOCOL_VERSION));
        }
        return greeting;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String node() {
        return node;
    }

    @Override
    public String address() {
        return address;
    }

    /// Sends a command; the answer arrives on the future, which the caller must bound with a
    /// deadline.
    public CompletableFuture<AgentEvent> send(AgentCommand command) {
        long id = lastId.incrementAndGet();
        CompletableFuture<AgentEvent> answer = new CompletableFuture<>();
        open.put(id, answer);
        try {
            String line = ControlCodec.encode(new ControlCodec.CommandLine(id, command)) + "\n";
            synchronized (toAgent) {
                toAgent.write(line);
                toAgent.flush();
            }
        } catch (IOException e) {
            loseAll("its input is closed (" + e.getMessage() + ")");
        }
        if (lost.isDone()) {
            loseAll("");
        }
        return answer;
    }

    @Override
    public <E extends AgentEvent> E ask(AgentCommand command, Class<E> answer, Duration deadline) {
        AgentEvent event =
                await(
                        send(command),
                        deadline,
                        "did not answer " + command.getClass().getSimpleName());
        if (event instanceof AgentEvent.Failed failed) {
            throw new AgentRefusedException(failed.reason());
        }
        if (!answer.isInstance(event)) {
            throw lost("answered " + event.getClass().getSimpleName() + " to " + command);
        }
        return answer.cast(event);
    }

    /// Ends the agent: by its input's end, then by force.
    @Override
    public void close() {
        loseAll("was closed");
        transport.close();
    }

    private void read() {
        String end = "ended";
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(transport.fromAgent(), StandardCharsets.UTF_8))) {
            for (String line = nextLine(lines); line != null; line = nextLine(lines)) {
                accept(ControlCodec.decodeEvent(line));
            }
        } catch (IOException e) {
            end = "was cut off (" + e.getMessage() + ")";
        } catch (JsonException e) {
            end = "broke the protocol (" + e.getMessage() + ")";
        }
        loseAll(end);
    }

    /// A line, but never more than the protocol allows: a hostile agent must not fill our memory.
    private static @Nullable String nextLine(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (line.length() == ControlCodec.MAX_LINE_CHARS) {
                throw new JsonException(
                        "a line is longer than " + ControlCodec.MAX_LINE_CHARS + " characters");
            }
            line.append((char) c);
        }
        return null;
    }

    private void accept(ControlCodec.EventLine line) {
        if (line.event() instanceof AgentEvent.Hello greeting) {
            hello.complete(greeting);
            return;
        }
        CompletableFuture<AgentEvent> answer = open.remove(line.id());
        if (answer != null) {
            answer.complete(line.event());
        }
    }

    private void loseAll(String how) {
        lost.complete(how);
        AgentLostException failure = lost(lost.join());
        hello.completeExceptionally(failure);
        open.values().forEach(answer -> answer.completeExceptionally(failure));
        open.clear();
    }

    private AgentLostException lost(String how) {
        String words = transport.lastWords();
        return new AgentLostException(
                "agent " + name + " " + how + (words.isEmpty() ? "" : ": " + words));
    }

    private <T> T await(CompletableFuture<T> future, Duration deadline, String otherwise) {
        try {
            return future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw lost(otherwise + " within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost("was not waited for: interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AgentLostException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
