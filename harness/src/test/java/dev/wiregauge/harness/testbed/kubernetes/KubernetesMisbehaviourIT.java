package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.control.AgentCommand;
import dev.wiregauge.control.AgentEvent;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentHandle;
import dev.wiregauge.harness.testbed.AgentLostException;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An API server, and the way to it, at its worst: each ends in a clear state and a clean cluster.
@Timeout(120)
class KubernetesMisbehaviourIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final TestbedPlan ONE_POD =
            new TestbedPlan(List.of(new PodRequest("client", Mode.CURRENT, 0)), List.of(), false);

    @TempDir private Path directory;
    private ApiServerDouble server;
    private KubernetesOptions options;
    private Journals journals;
    private Journal journal;

    @BeforeEach
    void startServer() throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("node-1", "127.0.0.1");
        server.addNode("node-2", "127.0.0.1");
        options =
                KubernetesOptions.STANDARD
                        .withAccess(
                                new Access(
                                        Optional.of(server.kubeconfig(directory)),
                                        Optional.empty()))
                        .withNodeAgents(false)
                        .withReadyWithin(Duration.ofSeconds(40));
        journals = new Journals(directory.resolve("state"));
        journal = journals.open("r1", "test", Clock.systemUTC().instant());
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "create, 429, 2",
        "create, 500, 2",
        "create, 503, 2",
        "get, 500, 2",
        "list, 429, 1",
        "list, 503, 2",
        "delete, 429, 1",
        "delete, 500, 2",
        "exec, 429, 1",
        "exec, 500, 2",
        "exec, 503, 2"
    })
    void aBusyServerIsAskedAgain(String verb, int code, int times) {
        try (KubernetesTestbed testbed = open()) {
            server.faults().fail(verb, code, times);
            testbed.place(ONE_POD, phrase -> {});
            assertAnswers(testbed);
            server.faults().fail(verb, code, times);
        }
        assertClean();
    }

    @Test
    void aServerThatIsBusyForGoodIsSaidSoAndNothingStays() {
        server.faults().fail("exec", 503, 1000);
        try (KubernetesTestbed testbed = open()) {
            assertThatThrownBy(() -> testbed.place(ONE_POD, phrase -> {}))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("exec into wiregauge-r1/client was refused: HTTP 503");
        }
        assertClean();
    }

    @Test
    void aSlowServerIsWaitedFor() {
        server.faults().delayAnswers(Duration.ofMillis(300));
        try (KubernetesTestbed testbed = open()) {
            testbed.place(ONE_POD, phrase -> {});
            assertAnswers(testbed);
        }
        assertClean();
    }

    @Test
    void heartbeatsKeepAProxyFromCallingAStreamIdle() throws InterruptedException {
        server.faults().resetIdleStreams(Duration.ofSeconds(6));
        try (KubernetesTestbed testbed = open()) {
            testbed.place(ONE_POD, phrase -> {});
            AgentHandle agent = testbed.podAgent("client");
            long endNs = System.nanoTime() + Duration.ofSeconds(9).toNanos();
            while (System.nanoTime() < endNs) {
                assertThat(server.execStreams()).as("the first stream, still").isEqualTo(1);
                Thread.sleep(500);
            }
            assertThat(agent.ask(new AgentCommand.ReadFacts(), AgentEvent.Facts.class, DEADLINE))
                    .isNotNull();
        }
        assertClean();
    }

    @Test
    void aRestartedServerFindsItsAgentsAgain() throws IOException {
        try (KubernetesTestbed testbed = open()) {
            testbed.place(ONE_POD, phrase -> {});
            AgentHandle agent = testbed.podAgent("client");
            server.stopServing();
            assertThatThrownBy(() ->
                            agent.ask(
                                    new AgentCommand.ReadFacts(), AgentEvent.Facts.class, DEADLINE))
                    .isInstanceOf(AgentLostException.class);
            server.serveAgain();
            assertAnswers(testbed);
        }
        assertClean();
    }

    @Test
    void aNodeThatGoesNotReadyIsNamedAsTheReason() {
        try (KubernetesTestbed testbed = open()) {
            testbed.place(ONE_POD, phrase -> {});
            AgentHandle agent = testbed.podAgent("client");
            server.loseNode("node-1");
            assertThatThrownBy(() ->
                            agent.ask(
                                    new AgentCommand.ReadFacts(), AgentEvent.Facts.class, DEADLINE))
                    .isInstanceOf(AgentLostException.class)
                    .hasMessageContaining("node node-1, which is not ready: Kubelet stopped");
        }
        assertClean();
    }

    @Test
    void anExpiredTokenLeavesAJournalThatCleanFinishes() {
        KubernetesTestbed testbed = open();
        testbed.place(ONE_POD, phrase -> {});
        server.faults().rejectCredentials();
        assertThat(
                        testbed.podAgent("client")
                                .ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                .as("a stream that is open stays open")
                .isNotNull();
        assertThatThrownBy(testbed::close)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("wiregauge clean tries again")
                .hasMessageContaining("does not accept the credential of context double");
        assertThat(server.names("v1", "pods")).isNotEmpty();

        server.faults().acceptCredentials();
        assertThat(
                        journal.undo(
                                List.of(
                                        KubernetesEraser.ofEveryContext(
                                                options.access(), Map.of()))))
                .isEmpty();
        assertClean();
    }

    private static void assertAnswers(KubernetesTestbed testbed) {
        assertThat(
                        testbed.podAgent("client")
                                .ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                .isEqualTo(new AgentEvent.Pong());
    }

    private void assertClean() {
        assertThat(server.names("v1", "pods")).isEmpty();
        assertThat(server.names("v1", "namespaces")).isEmpty();
        assertThat(directory.resolve("state")).isEmptyDirectory();
    }

    private KubernetesTestbed open() {
        return KubernetesTestbed.open(
                options, Map.of(), AgentProgram.installed(), journal, Clock.systemUTC());
    }
}
