package dev.wiregauge.harness.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

@Timeout(60)
class AgentConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration AT_ONCE = Duration.ofMillis(100);

    private final ScriptedAgent agent = new ScriptedAgent();
    private final AgentConnection connection =
            new AgentConnection("a", "node-1", "198.18.0.1", agent);

    @Test
    void anAnswerFindsItsQuestion() throws Exception {
        agent.says(
                0, new AgentEvent.Hello(ControlCodec.PROTOCOL_VERSION, "1", "a", 1, "x86-64", 1));
        assertThat(connection.awaitHello(SOON).name()).isEqualTo("a");
        var answer = connection.send(new AgentCommand.Ping());
        assertThat(agent.heard()).contains("\"type\":\"ping\"");
        agent.says(1, new AgentEvent.Pong());
        assertThat(answer.get()).isEqualTo(new AgentEvent.Pong());
    }

    @Test
    void anotherProtocolVersionIsRefused() throws Exception {
        agent.says(0, new AgentEvent.Hello(99, "1", "a", 1, "x86-64", 1));
        assertThatThrownBy(() -> connection.awaitHello(SOON))
                .hasMessageContaining("speaks protocol 99");
    }

    @Test
    void aRefusalCarriesTheAgentsReason() {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        agent.heard();
                        agent.says(1, new AgentEvent.Failed("port 7117 is in use"));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertThatThrownBy(
                        () -> connection.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, SOON))
                .isInstanceOf(AgentRefusedException.class)
                .hasMessage("port 7117 is in use");
    }

    @Test
    void silenceEndsAtTheDeadline() {
        assertThatThrownBy(() ->
                        connection.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, AT_ONCE))
                .isInstanceOf(AgentLostException.class)
                .hasMessageContaining("did not answer Ping within 100 ms");
    }

    @Test
    void theEndOfTheStreamFailsOpenAndNewQuestionsWithTheLastWords() throws Exception {
        var open = connection.send(new AgentCommand.Ping());
        agent.ends();
        assertThatThrownBy(open::get).hasRootCauseMessage("agent a ended: OutOfMemoryError");
        assertThatThrownBy(
                        () -> connection.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, SOON))
                .isInstanceOf(AgentLostException.class);
    }

    @Test
    void garbageEndsTheConversation() throws Exception {
        var open = connection.send(new AgentCommand.Ping());
        agent.write("hello?\n");
        assertThatThrownBy(open::get).hasMessageContaining("broke the protocol");
    }

    @Test
    void aLineWithoutEndDoesNotFillTheMemory() {
        var open = connection.send(new AgentCommand.Ping());
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        for (int i = 0; i <= ControlCodec.MAX_LINE_CHARS / 1024; i++) {
                            agent.write("x".repeat(1024));
                        }
                    } catch (IOException e) {
                        // the reader has gone, as it must
                    }
                });
        assertThatThrownBy(open::get).hasMessageContaining("longer than");
    }

    /// The agent's end of two pipes.
    private static final class ScriptedAgent implements AgentTransport {
        private final PipedInputStream input = new PipedInputStream(1 << 16);
        private final PipedOutputStream toAgent = new PipedOutputStream();
        private final PipedInputStream fromAgent = new PipedInputStream(1 << 16);
        private final PipedOutputStream output = new PipedOutputStream();
        private final BufferedReader reader;

        ScriptedAgent() {
            try {
                toAgent.connect(input);
                output.connect(fromAgent);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        }

        void says(long id, AgentEvent event) throws IOException {
            write(ControlCodec.encode(new ControlCodec.EventLine(id, event)) + "\n");
        }

        void write(String text) throws IOException {
            output.write(text.getBytes(StandardCharsets.UTF_8));
            output.flush();
        }

        String heard() throws IOException {
            return String.valueOf(reader.readLine());
        }

        void ends() throws IOException {
            output.close();
        }

        @Override
        public OutputStream toAgent() {
            return toAgent;
        }

        @Override
        public InputStream fromAgent() {
            return fromAgent;
        }

        @Override
        public String lastWords() {
            return "OutOfMemoryError";
        }

        @Override
        public void close() {}
    }
}
