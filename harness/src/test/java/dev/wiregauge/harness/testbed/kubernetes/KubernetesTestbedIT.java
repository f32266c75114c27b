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
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The testbed against the double: real HTTP, real exec streams, real agent processes on loopback.
@Timeout(120)
class KubernetesTestbedIT {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String SPACE = "wiregauge-r1";

    @TempDir private Path directory;
    private ApiServerDouble server;
    private KubernetesOptions options;
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
                        .withReadyWithin(Duration.ofSeconds(20));
        journal =
                new Journals(directory.resolve("state"))
                        .open("r1", "test", Clock.systemUTC().instant());
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void placesAgentsAndLeavesNothingBehind() {
        server.faults().enforcePodSecurity("restricted");
        try (KubernetesTestbed testbed = open(options)) {
            testbed.place(PLAN, phrase -> {});
            AgentHandle client = testbed.podAgent("client");
            assertThat(client.node()).isEqualTo("node-1");
            assertThat(client.address()).startsWith("127.1.");
            assertThat(client.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .isEqualTo(new AgentEvent.Pong());
            assertThat(testbed.nodeAgent("node-2").address()).isEqualTo("127.0.0.1");
            assertThat(testbed.service("service").backends()).containsExactly("server");
            assertThat(server.names("v1", "namespaces"))
                    .containsExactlyInAnyOrder(SPACE, SPACE + "-nodes");
        }
        assertThat(server.names("v1", "namespaces")).isEmpty();
        assertThat(server.names("v1", "pods")).isEmpty();
        assertThat(directory.resolve("state")).isEmptyDirectory();
    }

    @Test
    void everyObjectIsInTheJournalBeforeItExists() {
        try (KubernetesTestbed testbed = open(options)) {
            testbed.place(PLAN, phrase -> {});
            List<String> claimed =
                    journal.creations().stream()
                            .map(
                                    dev.wiregauge.harness.journal.Creation.KubernetesObject.class
                                            ::cast)
                            .map(object ->
                                    (object.namespace().isEmpty() ? "" : object.namespace() + "/")
                                            + object.plural()
                                            + "/"
                                            + object.name())
                            .toList();
            assertThat(claimed)
                    .containsAll(
                            server.everCreated().stream()
                                    .filter(name -> !name.startsWith("nodes/"))
                                    .toList());
        }
    }

    @Test
    void aCutStreamIsNoticedWithinFiveSeconds() throws IOException {
        try (KubernetesTestbed testbed = open(options.withNodeAgents(false))) {
            testbed.place(POD_ONLY, phrase -> {});
            AgentHandle agent = testbed.podAgent("client");
            server.blackholeExecStreams();
            long startNs = System.nanoTime();
            assertThatThrownBy(() ->
                            agent.ask(
                                    new AgentCommand.ReadFacts(),
                                    AgentEvent.Facts.class,
                                    Duration.ofSeconds(60)))
                    .isInstanceOf(AgentLostException.class)
                    .hasMessageContaining("heartbeat");
            assertThat(Duration.ofNanos(System.nanoTime() - startNs))
                    .isLessThan(Duration.ofSeconds(6));
        }
        assertThat(server.names("v1", "pods")).isEmpty();
    }

    @Test
    void aDroppedStreamLosesTheAgentAndStillLeavesACleanCluster() throws IOException {
        try (KubernetesTestbed testbed = open(options.withNodeAgents(false))) {
            testbed.place(POD_ONLY, phrase -> {});
            AgentHandle agent = testbed.podAgent("client");
            server.dropExecStreams();
            assertThatThrownBy(() ->
                            agent.ask(
                                    new AgentCommand.ReadFacts(), AgentEvent.Facts.class, DEADLINE))
                    .isInstanceOf(AgentLostException.class);
            assertThat(agent.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .as("its pod still runs, so a ping starts it again")
                    .isEqualTo(new AgentEvent.Pong());
        }
        assertThat(server.names("v1", "namespaces")).isEmpty();
    }

    @Test
    void anEvictedPodIsNamedAsTheReason() throws InterruptedException {
        try (KubernetesTestbed testbed = open(options.withNodeAgents(false))) {
            testbed.place(POD_ONLY, phrase -> {});
            AgentHandle agent = testbed.podAgent("client");
            server.evict(SPACE, "client");
            Thread.sleep(500);
            assertThatThrownBy(() ->
                            agent.ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .isInstanceOf(AgentLostException.class)
                    .hasMessageContaining("Evicted");
        }
    }

    @Test
    void aStockImageGetsTheAgentThroughConfigMaps() {
        try (KubernetesTestbed testbed =
                open(options.withImage("eclipse-temurin:25-jre", AgentDelivery.Choice.AUTO))) {
            testbed.place(POD_ONLY, phrase -> {});
            assertThat(
                            testbed.podAgent("client")
                                    .ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .isEqualTo(new AgentEvent.Pong());
            assertThat(server.names("v1", "configmaps")).isNotEmpty();
        }
    }

    @Test
    void aStockImageGetsTheAgentByExec() {
        try (KubernetesTestbed testbed =
                open(
                        options.withNodeAgents(false)
                                .withImage("eclipse-temurin:25-jre", AgentDelivery.Choice.EXEC))) {
            testbed.place(POD_ONLY, phrase -> {});
            assertThat(
                            testbed.podAgent("client")
                                    .ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .isEqualTo(new AgentEvent.Pong());
        }
    }

    @Test
    void anUnschedulablePodIsExplainedAtTheDeadline() {
        server.faults().neverSchedule();
        assertPlacingFails(options.withReadyWithin(Duration.ofSeconds(1)))
                .hasMessageContaining("client")
                .hasMessageContaining("not scheduled: 0/2 nodes are available");
    }

    @Test
    void aLoadBalancersAddressIsCalledWhereThereIsOne() {
        server.provideLoadBalancers();
        try (KubernetesTestbed testbed = open(options.withNodeAgents(false))) {
            testbed.place(BALANCED, phrase -> {});
            assertThat(testbed.service("balanced").address()).startsWith("198.19.254.");
            assertThat(server.json("v1", "services", SPACE, "balanced"))
                    .contains("\"LoadBalancer\"");
        }
        assertThat(server.names("v1", "services")).isEmpty();
    }

    @Test
    void aLoadBalancerThatNobodyProvidesIsSaidToBePending() {
        KubernetesTestbed testbed = open(options.withReadyWithin(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> testbed.place(BALANCED, phrase -> {}))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("Service balanced of type LoadBalancer is still pending")
                .hasMessageContaining("pod-loadbalancer");
        testbed.close();
        assertThat(server.names("v1", "services")).isEmpty();
        assertThat(server.names("v1", "pods")).isEmpty();
    }

    @Test
    void anImageThatCannotBePulledNamesImageAndCure() {
        server.faults().neverPull();
        assertPlacingFails(options.withReadyWithin(Duration.ofSeconds(1)))
                .hasMessageContaining("ErrImagePull")
                .hasMessageContaining(KubernetesOptions.OWN_IMAGE)
                .hasMessageContaining("wiregauge cluster image");
    }

    @Test
    void anExceededQuotaIsToldInTheServersWords() {
        server.faults().exceedQuota();
        assertPlacingFails(options).hasMessageContaining("exceeded quota: small");
    }

    @Test
    void aForbiddenNamespaceLeadsToTheRights() {
        server.faults().forbid("create", "namespaces");
        assertPlacingFails(options)
                .hasMessageContaining("cannot create resource \"namespaces\"")
                .hasMessageContaining("wiregauge cluster rbac");
    }

    @Test
    void enforcedPodSecurityIsToldWithTheWayOut() {
        server.faults().enforcePodSecurity("restricted");
        server.add(
                "v1", "namespaces", "", "shared", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\"}");
        assertPlacingFails(options.withNamespace(Optional.of("shared")))
                .hasMessageContaining("violates PodSecurity \"restricted:latest\"")
                .hasMessageContaining("--no-node-agents");
        assertThat(server.names("v1", "namespaces")).containsExactly("shared");
    }

    @Test
    void anInjectedSidecarIsRefusedByName() {
        server.faults().injectSidecar();
        assertPlacingFails(options).hasMessageContaining("got a container istio-proxy");
    }

    @Test
    void serverErrorsAreRetriedAndAnExpiredWatchIsOpenedAgain() {
        server.faults().failWrites(503, 3);
        try (KubernetesTestbed testbed = open(options.withNodeAgents(false))) {
            testbed.place(POD_ONLY, phrase -> server.expireWatches());
            assertThat(
                            testbed.podAgent("client")
                                    .ask(new AgentCommand.Ping(), AgentEvent.Pong.class, DEADLINE))
                    .isEqualTo(new AgentEvent.Pong());
        }
        assertThat(server.names("v1", "pods")).isEmpty();
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertPlacingFails(
            KubernetesOptions chosen) {
        KubernetesTestbed testbed = open(chosen);
        try {
            return assertThatThrownBy(() -> testbed.place(PLAN, phrase -> {}))
                    .isInstanceOf(EnvironmentException.class);
        } finally {
            testbed.close();
            assertThat(server.names("v1", "pods")).isEmpty();
        }
    }

    private KubernetesTestbed open(KubernetesOptions chosen) {
        return KubernetesTestbed.open(
                chosen, Map.of(), AgentProgram.installed(), journal, Clock.systemUTC());
    }

    /// On one node: pods on loopback share its ports, so packets between nodes are the contract's
    /// part, which runs in network namespaces.
    private static final TestbedPlan PLAN =
            new TestbedPlan(
                    List.of(
                            new PodRequest("client", Mode.CURRENT, 0),
                            new PodRequest("server", Mode.CURRENT, 0)),
                    // headless: nobody translates a ClusterIP on loopback
                    List.of(
                            new ServiceRequest(
                                    "service", List.of("server"), Set.of(ServiceTrait.HEADLESS))),
                    true);

    /// Its backend is no pod of the plan: on loopback nobody would translate the address.
    private static final TestbedPlan BALANCED =
            new TestbedPlan(
                    List.of(new PodRequest("client", Mode.CURRENT, 0)),
                    List.of(
                            new ServiceRequest(
                                    "balanced",
                                    List.of("elsewhere"),
                                    Set.of(ServiceTrait.LOAD_BALANCER))),
                    false);

    private static final TestbedPlan POD_ONLY =
            new TestbedPlan(List.of(new PodRequest("client", Mode.CURRENT, 0)), List.of(), false);
}
