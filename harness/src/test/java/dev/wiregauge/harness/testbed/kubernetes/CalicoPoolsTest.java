package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.CalicoInstall;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Temporary pools against each way in which Calico's API can be installed, with strict validation
/// by the schema that it has.
@Timeout(60)
class CalicoPoolsTest {
    private static final List<Mode> EVERY_MODE =
            List.of(
                    Mode.BGP,
                    Mode.IPIP,
                    Mode.VXLAN,
                    Mode.IPIP_CROSS_SUBNET,
                    Mode.VXLAN_CROSS_SUBNET);

    @TempDir private Path directory;
    private ApiServerDouble server;
    private ClusterConnection cluster;

    @BeforeEach
    void startServer() throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("node-1", "10.0.0.1");
        server.addNode("node-2", "10.0.0.2");
        cluster =
                ClusterConnection.open(
                        new Access(Optional.of(server.kubeconfig(directory)), Optional.empty()),
                        Map.of());
    }

    @AfterEach
    void stopServer() throws IOException {
        cluster.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = CalicoInstall.class,
            names = {"CRDS_OF_3_28", "CRDS_OF_3_29"},
            mode = EnumSource.Mode.EXCLUDE)
    void poolsOfEveryModeAreAcceptedMakeTheirTunnelsAndAreRemoved(CalicoInstall install) {
        server.installCalico(install);
        CalicoPools pools = new CalicoPools(cluster);
        PoolPlan plan = plan(pools, EVERY_MODE);
        assertThat(plan.manual()).isTrue();

        Journal journal = create(pools, plan);
        assertThat(server.names(install.poolApi(), "ippools")).hasSize(1 + EVERY_MODE.size());
        pools.awaitTunnels(plan.pools().keySet(), nodes());

        assertThat(journal.undo(List.of(new KubernetesEraser(cluster)))).isEmpty();
        assertThat(server.names(install.poolApi(), "ippools"))
                .containsExactly("default-ipv4-ippool");
        assertThat(server.calicoOrder())
                .as("disabled before it is deleted")
                .containsSubsequence("disable wiregauge-r1-ipip", "delete pool wiregauge-r1-ipip");
    }

    @ParameterizedTest
    @EnumSource(
            value = CalicoInstall.class,
            names = {"CRDS_OF_3_28", "CRDS_OF_3_29"})
    void withoutAssignmentModeASelectorKeepsStrangersOut(CalicoInstall install) {
        server.installCalico(install);
        CalicoPools pools = new CalicoPools(cluster);
        PoolPlan plan = plan(pools, List.of(Mode.BGP));
        Journal journal = create(pools, plan);
        assertThat(server.json("crd.projectcalico.org/v1", "ippools", "", "wiregauge-r1-bgp"))
                .contains("!all()")
                .doesNotContain("assignmentMode");
        assertThat(journal.undo(List.of(new KubernetesEraser(cluster)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = CalicoInstall.class,
            names = {"CRDS_OF_3_28", "CRDS_OF_3_29"})
    void aFieldThatTheInstalledSchemaLacksIsRefusedAndNotDropped(CalicoInstall install) {
        server.installCalico(install);
        PoolPlan newer =
                PoolPlan.of("r1", List.of(Mode.BGP), PoolPlan.STANDARD_RANGE, List.of(), true);
        assertThatThrownBy(() -> create(new CalicoPools(cluster), newer))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("unknown field")
                .hasMessageContaining("assignmentMode");
    }

    @Test
    void aClusterWhoseSchemaCannotBeReadGetsNoPool() {
        server.installCalico(CalicoInstall.OWN_CRDS);
        server.faults().forbid("get", "customresourcedefinitions");
        assertThatThrownBy(() -> plan(new CalicoPools(cluster), List.of(Mode.BGP)))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("customresourcedefinitions");
    }

    private PoolPlan plan(CalicoPools pools, List<Mode> modes) {
        return pools.plan("r1", modes, PoolPlan.STANDARD_RANGE, nodes());
    }

    private Journal create(CalicoPools pools, PoolPlan plan) {
        Journal journal =
                new Journals(directory.resolve("state"))
                        .open("r1", "test", Clock.systemUTC().instant());
        pools.create(plan, journal, Instant.now().plusSeconds(60));
        return journal;
    }

    private List<ClusterNode> nodes() {
        return cluster.client().nodes().list().getItems().stream().map(ClusterNode::of).toList();
    }
}
