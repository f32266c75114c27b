package dev.wiregauge.harness.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What every testbed promises, with real agents and real packets; each testbed has a subclass.
@Timeout(90)
public abstract class TestbedContract {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String COOKIE = "00112233445566778899aabbccddeeff";

    /// One that nothing was placed in yet, able to place the plan.
    protected abstract Testbed open(TestbedPlan plan) throws Exception;

    /// A mode that the testbed can place pods of.
    protected abstract Mode mode();

    /// What the testbed has made and not removed yet, by name.
    protected abstract List<String> leftovers() throws Exception;

    private TestbedPlan plan() {
        return new TestbedPlan(
                List.of(
                        new PodRequest("client", mode(), 0),
                        new PodRequest("server-1", mode(), 1),
                        new PodRequest("server-2", mode(), 1)),
                List.of(new ServiceRequest("service", List.of("server-1", "server-2"))),
                true);
    }

    @Test
    void placesWhatThePlanAsksForAndRemovesIt() throws Exception {
        List<String> phrases = new ArrayList<>();
        try (Testbed testbed = open(plan())) {
            assertThat(testbed.nodes()).hasSizeGreaterThanOrEqualTo(2);
            testbed.place(plan(), phrases::add);
            assertThat(phrases).isNotEmpty();
            String first = testbed.nodes().get(0).name();
            String second = testbed.nodes().get(1).name();
            assertThat(testbed.podAgent("client").node()).isEqualTo(first);
            assertThat(testbed.podAgent("server-1").node()).isEqualTo(second);
            assertThat(testbed.nodeAgent(second).address())
                    .isEqualTo(testbed.nodes().get(1).address());
            assertThat(testbed.nodes().get(0).uplink()).isNotEmpty();
            assertThat(testbed.tunnels()).containsKey(mode());
            assertThat(leftovers()).isNotEmpty();
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void agentsTalkToEachOtherDirectlyAndThroughTheService() throws Exception {
        try (Testbed testbed = open(plan())) {
            testbed.place(plan(), phrase -> {});
            for (String server : List.of("server-1", "server-2")) {
                testbed.podAgent(server)
                        .ask(
                                new AgentCommand.Serve(COOKIE, Testbed.DATA_PORT, Optional.empty()),
                                AgentEvent.Serving.class,
                                DEADLINE);
            }
            ServiceHandle service = testbed.service("service");
            String direct = testbed.podAgent("server-1").address();
            assertThat(servedBy(testbed, direct, Testbed.DATA_PORT)).isEqualTo("server-1");
            assertThat(service.backends())
                    .contains(servedBy(testbed, service.address(), service.port()));
        }
    }

    private static String servedBy(Testbed testbed, String host, int port) {
        Timing timing = new Timing(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(50));
        AgentEvent.TrialDone done =
                testbed.podAgent("client")
                        .ask(
                                new AgentCommand.RunTrial(
                                        COOKIE,
                                        host,
                                        port,
                                        new Workload.TcpRr(64, 64),
                                        timing,
                                        "cubic",
                                        Optional.empty()),
                                AgentEvent.TrialDone.class,
                                DEADLINE);
        return done.measurement().servedBy().getFirst();
    }

    @Test
    void refusesNamesItDidNotPlace() throws Exception {
        try (Testbed testbed = open(plan())) {
            testbed.place(plan(), phrase -> {});
            assertThatThrownBy(() -> testbed.podAgent("nobody"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nobody");
            assertThatThrownBy(() -> testbed.service("none"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("none");
            assertThatThrownBy(() -> testbed.place(plan(), phrase -> {}))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anAgentThatEndsIsLostToWhoAsks() throws Exception {
        try (Testbed testbed = open(plan())) {
            testbed.place(plan(), phrase -> {});
            AgentHandle client = testbed.podAgent("client");
            assertThat(client.ask(new AgentCommand.Quit(), AgentEvent.Bye.class, DEADLINE))
                    .isEqualTo(new AgentEvent.Bye());
            assertThatThrownBy(() ->
                            client.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .isInstanceOf(AgentLostException.class);
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void mayBeClosedTwiceAndBeforeAnythingIsPlaced() throws Exception {
        Testbed testbed = open(plan());
        testbed.close();
        testbed.close();
        assertThat(leftovers()).isEmpty();
    }
}
