package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.control.ControlCodec;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.SocketSettings;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What becomes of a trial that cannot measure: one sentence, no number, and never a hang.
@Timeout(60)
class FailedTrialTest {
    private static AgentPair agents;

    @BeforeAll
    static void start() {
        agents = AgentPair.start();
    }

    @AfterAll
    static void end() {
        agents.close();
    }

    @Test
    void aSecondTrialIsRefusedAndStopEndsTheFirstAtOnce() {
        var longTrial =
                RunningAgent.trial(
                        "127.0.0.1",
                        agents.port(),
                        new Workload.TcpStream(2, 65_536),
                        RunningAgent.timing(0, 60_000, 1000));
        long first = agents.client().send(longTrial);
        assertThat(agents.failure(longTrial)).isEqualTo("another trial is running");
        long beforeNs = System.nanoTime();
        long stop = agents.client().send(new AgentCommand.Stop());
        var one = agents.client().read();
        var two = agents.client().read();
        assertThat(Duration.ofNanos(System.nanoTime() - beforeNs).toSeconds()).isLessThan(1);
        var failed = one.id() == first ? one : two;
        assertThat(failed.event()).isEqualTo(new AgentEvent.Failed("the trial was stopped"));
        assertThat(one.id() + two.id()).isEqualTo(first + stop);
    }

    @Test
    void aServerThatDiesInMidTrialFailsItAndTheClientLives() {
        try (RunningAgent mortal = RunningAgent.start("mortal")) {
            long id =
                    agents.client()
                            .send(
                                    RunningAgent.trial(
                                            "127.0.0.1",
                                            mortal.serve(),
                                            new Workload.TcpRr(1, 1),
                                            RunningAgent.timing(0, 60_000, 1000)));
            assertThat(agents.client().ask(new AgentCommand.Ping()))
                    .isInstanceOf(AgentEvent.Pong.class);
            mortal.process().destroyForcibly();
            var line = agents.client().read();
            assertThat(line.id()).isEqualTo(id);
            assertThat(((AgentEvent.Failed) line.event()).reason()).contains("127.0.0.1:");
        }
        assertThat(agents.run("127.0.0.1", new Workload.TcpRr(1, 1)).measurement().transactions())
                .isPositive();
    }

    @Test
    void aServerThatSpeaksAnotherProtocolIsNamed() throws Exception {
        try (FakeServer other = FakeServer.start(FakeServer::answerAsAnotherProtocol)) {
            assertThat(agents.failure(trial(other, new Workload.TcpRr(1, 1))))
                    .endsWith("does not speak this data protocol");
        }
    }

    @Test
    void aServerThatSpeaksAnotherVersionIsNamedWithBoth() throws Exception {
        try (FakeServer other = FakeServer.start(socket -> FakeServer.greet(socket, 99))) {
            assertThat(agents.failure(trial(other, new Workload.TcpRr(1, 1))))
                    .isEqualTo("fake speaks version 99 of the data protocol, this client 1");
        }
    }

    @Test
    void aClientThatSpeaksAnotherVersionIsRefusedWithBoth() throws Exception {
        assertThat(FakeServer.greetingFor(agents.port(), RunningAgent.COOKIE, 99))
                .contains(
                        "the client speaks version 99 of the data protocol, the server 1",
                        "\"agent\":\"server\"");
    }

    static List<Workload> overOneConnection() {
        return List.of(
                new Workload.TcpRr(1, 1),
                new Workload.TcpStream(1, 65_536),
                new Workload.TcpStreamZeroCopy(1, 65_536, false),
                new Workload.TcpCrr(64, 64));
    }

    @ParameterizedTest
    @MethodSource("overOneConnection")
    void aServerThatClosesAfterTheGreetingFailsTheTrial(Workload workload) throws Exception {
        try (FakeServer other = FakeServer.start(socket -> FakeServer.greet(socket, 1))) {
            assertThat(agents.failure(trial(other, workload)))
                    .contains("127.0.0.1:" + other.port())
                    .containsAnyOf("closed", "broke", "turned us away");
        }
    }

    private static AgentCommand.RunTrial trial(FakeServer server, Workload workload) {
        return RunningAgent.trial(
                "127.0.0.1", server.port(), workload, RunningAgent.timing(0, 300, 100));
    }

    @Test
    void aRateThatNoClockCanPaceGivesNoNumber() {
        try (RunningAgent strict = RunningAgent.start("strict", "--most-wait", "99")) {
            int million = 1_000_000;
            Pace pace = new Pace(million, Pace.Arrivals.FIXED, Pace.Waiting.SLEEP);
            assertThat(
                            strict.ask(
                                            RunningAgent.trial(
                                                    "127.0.0.1",
                                                    agents.port(),
                                                    new Workload.TcpRr(64, 64, Optional.of(pace)),
                                                    RunningAgent.timing(20, 200, 50)),
                                            AgentEvent.Failed.class)
                                    .reason())
                    .containsAnyOf(
                            "the pacer missed its grid",
                            "requests behind",
                            "not answered",
                            "starved of CPU");
            assertThat(
                            strict.ask(
                                            RunningAgent.trial(
                                                    "127.0.0.1",
                                                    agents.port(),
                                                    new Workload.UdpStream(
                                                            1400, Optional.of(20 * million)),
                                                    RunningAgent.timing(20, 200, 50)),
                                            AgentEvent.Failed.class)
                                    .reason())
                    .contains("of the 20000000 datagrams/s that it was asked for");
        }
    }

    @Test
    void incomingCpuNeedsAPinnedThread() {
        var good =
                RunningAgent.trial(
                        "127.0.0.1",
                        agents.port(),
                        new Workload.TcpRr(1, 1),
                        RunningAgent.timing(0, 100, 100));
        var incoming =
                new SocketSettings(
                        Optional.empty(),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(
                        agents.failure(
                                new AgentCommand.RunTrial(
                                        good.cookie(),
                                        good.host(),
                                        good.port(),
                                        good.workload(),
                                        good.timing(),
                                        good.congestionControl(),
                                        Optional.empty(),
                                        Optional.of(incoming))))
                .contains("SO_INCOMING_CPU is asked for, but the threads are free to move");
    }

    @Test
    void aSizeOverTheLimitsIsRefusedWithTheField() {
        var good =
                RunningAgent.trial(
                        "127.0.0.1",
                        agents.port(),
                        new Workload.UdpRr(64, 64),
                        RunningAgent.timing(0, 100, 100));
        String line = ControlCodec.encode(new ControlCodec.CommandLine(77, good));
        for (int bytes : new int[] {16, 65_508}) {
            agents.client()
                    .sendLine(line.replace("\"requestBytes\":64", "\"requestBytes\":" + bytes));
            assertThat(agents.client().read().event())
                    .isInstanceOfSatisfying(
                            AgentEvent.Failed.class,
                            failed ->
                                    assertThat(failed.reason())
                                            .contains("requestBytes is " + bytes, "65507"));
        }
    }

    @Test
    void whatCannotBeSetUpIsSaidInOneSentence() {
        var timing = RunningAgent.timing(0, 100, 100);
        var rr = new Workload.TcpRr(1, 1);
        var good = RunningAgent.trial("127.0.0.1", agents.port(), rr, timing);
        assertThat(agents.failure(RunningAgent.trial("127.0.0.1", 1, rr, timing)))
                .isEqualTo("cannot connect to 127.0.0.1:1: ECONNREFUSED, nobody listens there");
        assertThat(agents.failure(RunningAgent.trial("example.org", agents.port(), rr, timing)))
                .isEqualTo("host is \"example.org\", allowed: an IPv4 or IPv6 address");
        assertThat(agents.failure(RunningAgent.trial("127.0.0.1", 70_000, rr, timing)))
                .isEqualTo("port is 70000, allowed: 1 to 65535");
        assertThat(
                        agents.failure(
                                new AgentCommand.RunTrial(
                                        good.cookie(),
                                        good.host(),
                                        agents.port(),
                                        rr,
                                        timing,
                                        "nonesuch",
                                        Optional.empty())))
                .startsWith("cannot use congestion control nonesuch");
        assertThat(
                        agents.failure(
                                new AgentCommand.RunTrial(
                                        good.cookie(),
                                        good.host(),
                                        agents.port(),
                                        rr,
                                        timing,
                                        "cubic",
                                        Optional.of(900))))
                .startsWith("cannot pin a thread to CPU 900");
    }
}
