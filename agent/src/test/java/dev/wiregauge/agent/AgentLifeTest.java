package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/// The agent as a process: how it begins, whom it answers, and when it ends.
@Timeout(60)
class AgentLifeTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void saysHelloUnaskedWithItsNameAndProtocol() {
        try (RunningAgent agent = RunningAgent.start("pod-1")) {
            assertThat(agent.hello().protocol()).isEqualTo(ControlCodec.PROTOCOL_VERSION);
            assertThat(agent.hello().name()).isEqualTo("pod-1");
            assertThat(agent.hello().pid()).isEqualTo(agent.process().pid());
            assertThat(agent.hello().startNs()).isPositive();
        }
    }

    @Test
    void endsWithTheEndOfItsInput() throws Exception {
        try (RunningAgent agent = RunningAgent.start("pod-1")) {
            agent.process().getOutputStream().close();
            assertThat(agent.awaitEnd(SOON)).isZero();
        }
    }

    @Test
    void endsWithTheEndOfItsInputAlsoInMidTrial() throws Exception {
        try (RunningAgent agent = RunningAgent.start("pod-1");
                RunningAgent server = RunningAgent.start("pod-2")) {
            agent.send(
                    RunningAgent.trial(
                            "127.0.0.1",
                            server.serve(),
                            new Workload.TcpStream(2, 65_536),
                            RunningAgent.timing(0, 60_000, 1000)));
            Thread.sleep(300);
            agent.process().getOutputStream().close();
            assertThat(agent.awaitEnd(SOON)).isZero();
            assertThat(server.ask(new AgentCommand.Ping())).isInstanceOf(AgentEvent.Pong.class);
        }
    }

    @Test
    void saysByeWhenToldToQuit() throws Exception {
        try (RunningAgent agent = RunningAgent.start("pod-1")) {
            assertThat(agent.ask(new AgentCommand.Quit())).isInstanceOf(AgentEvent.Bye.class);
            assertThat(agent.awaitEnd(SOON)).isZero();
        }
    }

    @Test
    void answersGarbageAndGoesOn() {
        try (RunningAgent agent = RunningAgent.start("pod-1")) {
            for (String garbage :
                    new String[] {
                        "",
                        "\u0000\u0001",
                        "{\"id\":1}",
                        "[1,2",
                        "{\"id\":3,\"command\":{\"type\":\"fly\"}}"
                    }) {
                agent.sendLine(garbage);
                ControlCodec.EventLine answer = agent.read();
                assertThat(answer.id()).isZero();
                assertThat(answer.event()).isInstanceOf(AgentEvent.Failed.class);
            }
            assertThat(agent.ask(new AgentCommand.Ping())).isInstanceOf(AgentEvent.Pong.class);
        }
    }

    @Test
    void endsOnALineThatNoHarnessWouldSend() throws Exception {
        try (RunningAgent agent = RunningAgent.start("pod-1")) {
            try {
                agent.sendLine("x".repeat(ControlCodec.MAX_LINE_CHARS + 1));
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining("Broken pipe"); // it ended before the last byte
            }
            assertThat(agent.awaitEnd(SOON)).isEqualTo(2);
        }
    }

    @Test
    void silenceEndsIt() throws Exception {
        try (RunningAgent agent = RunningAgent.start("pod-1", "--dead-man", "1")) {
            assertThat(agent.awaitEnd(SOON)).isEqualTo(5);
        }
    }

    @Test
    void aRunningTrialCountsAsSpeechOnBothEnds() throws Exception {
        try (RunningAgent client = RunningAgent.start("pod-1", "--dead-man", "4");
                RunningAgent server = RunningAgent.start("pod-2", "--dead-man", "4")) {
            AgentEvent event =
                    client.ask(
                            RunningAgent.trial(
                                    "127.0.0.1",
                                    server.serve(),
                                    new Workload.TcpRr(1, 1),
                                    RunningAgent.timing(0, 4500, 100)));
            assertThat(event).isInstanceOf(AgentEvent.TrialDone.class);
            assertThat(client.awaitEnd(SOON)).isEqualTo(5);
            assertThat(server.awaitEnd(SOON)).isEqualTo(5);
        }
    }

    @Test
    void refusesAnUnknownOptionInOneLineAndSaysWhatIsAllowed() throws IOException {
        Process process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.wiregauge.agent.Main",
                                "--nmae",
                                "x")
                        .start();
        assertThat(process.inputReader().lines()).isEmpty();
        assertThat(process.errorReader().lines().toList())
                .first()
                .isEqualTo(
                        "unknown option --nmae, allowed: --name, --node, --dead-man, --most-wait");
        assertThat(process.onExit().join().exitValue()).isEqualTo(2);
    }

    @Test
    void readsFactsOfTheMachineThroughTheProtocol() {
        try (RunningAgent agent = RunningAgent.start("pod-1")) {
            var facts = agent.ask(new AgentCommand.ReadFacts(), AgentEvent.Facts.class);
            assertThat(facts.environment().kernel()).isNotEmpty().isNotEqualTo("unknown");
            // one byte is what Files.readString would have got
            assertThat(facts.environment().settings().get("net.ipv4.tcp_rmem"))
                    .matches("\\d+ \\d+ \\d+");
            assertThat(facts.environment().memoryBytes()).isGreaterThan(1L << 28);
        }
    }

    @Test
    void collectingTagsWithoutADataPortIsRefused() {
        try (RunningAgent agent = RunningAgent.start("pod-1")) {
            assertThat(agent.ask(new AgentCommand.CollectTags()))
                    .isEqualTo(new AgentEvent.Failed("the data port is not open"));
            assertThat(agent.ask(new AgentCommand.Serve("00ff", 0, Optional.empty())))
                    .isEqualTo(
                            new AgentEvent.Failed(
                                    "cookie is \"00ff\", allowed: 32 hexadecimal digits"));
        }
    }
}
