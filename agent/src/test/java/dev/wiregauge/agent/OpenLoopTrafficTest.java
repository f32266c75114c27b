package dev.wiregauge.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Optional;

/// Two agents over loopback: latency where requests are due at given times.
@Timeout(60)
class OpenLoopTrafficTest {
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
    void aServerThatStallsDelaysEveryRequestOfThatTime() throws Exception {
        try (RunningAgent stalling = RunningAgent.start("stalling")) {
            agents.client()
                    .send(
                            RunningAgent.trial(
                                    "127.0.0.1",
                                    stalling.serve(),
                                    new Workload.TcpRr(
                                            64,
                                            64,
                                            Optional.of(
                                                    new Pace(
                                                            1000,
                                                            Pace.Arrivals.FIXED,
                                                            Pace.Waiting.SLEEP))),
                                    RunningAgent.timing(200, 3000, 100)));
            Thread.sleep(1200);
            signal("-STOP", stalling);
            Thread.sleep(200);
            signal("-CONT", stalling);
            var done = (AgentEvent.TrialDone) agents.client().read().event();
            Histogram latency = AgentPair.decode(done.histogram().orElseThrow());
            // 200 ms at 1000/s: a closed loop would have seen one late response
            assertThat(latency.getCountBetweenValues(10_000_000, Long.MAX_VALUE))
                    .isGreaterThan(150);
            assertThat(latency.getMaxValue()).isGreaterThan(190_000_000);
        }
    }

    private static void signal(String signal, RunningAgent agent) throws Exception {
        new ProcessBuilder("kill", signal, String.valueOf(agent.process().pid())).start().waitFor();
    }

    @Test
    void underLoadBothDistributionsComeTogether() throws Exception {
        Pace pace = new Pace(500, Pace.Arrivals.FIXED, Pace.Waiting.SLEEP);
        AgentEvent.TrialDone done =
                agents.client()
                        .ask(
                                RunningAgent.trial(
                                        "127.0.0.1",
                                        agents.port(),
                                        new Workload.TcpRrUnderLoad(
                                                new Workload.TcpStream(1, 131_072),
                                                new Workload.TcpRr(64, 64, Optional.of(pace))),
                                        RunningAgent.timing(50, 1000, 100)),
                                AgentEvent.TrialDone.class);
        assertThat(done.measurement().bytes()).isGreaterThan(1 << 20);
        assertThat(AgentPair.decode(done.histogram().orElseThrow()).getTotalCount()).isPositive();
        assertThat(AgentPair.decode(AgentPair.more(done, "idle")).getTotalCount()).isPositive();
    }
}
