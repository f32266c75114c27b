package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.journal.Journal;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesLeftovers.Leftover;
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
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The cluster's own pool through its modes and back, on each way in which Calico is installed.
@Timeout(60)
class PoolSwitchTest {
    private static final String POOL = "default-ipv4-ippool";
    private static final List<Mode> MODES = List.of(Mode.CURRENT, Mode.BGP, Mode.VXLAN);
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");

    @TempDir private Path directory;
    private ApiServerDouble server;
    private Access access;
    private ClusterConnection cluster;
    private Journal journal;

    @BeforeEach
    void startServer() throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("node-1", "10.0.0.1");
        access = new Access(Optional.of(server.kubeconfig(directory)), Optional.empty());
        cluster = ClusterConnection.open(access, Map.of());
        journal = new Journals(directory.resolve("state")).open("r1", "test", NOW);
    }

    @AfterEach
    void stopServer() throws IOException {
        cluster.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void isSwitchedAndBroughtBackByTheJournal(CalicoInstall install) {
        server.installCalico(install, "CrossSubnet", "Never");
        PoolSwitch pool = PoolSwitch.plan(cluster, MODES);
        enter(pool, Mode.BGP);
        enter(pool, Mode.VXLAN);
        assertThat(stored(install))
                .contains("\"vxlanMode\" : \"Always\"", "wiregauge.dev/original");
        assertThat(journal.creations())
                .as("before each change")
                .hasSize(2)
                .allSatisfy(
                        claim -> assertThat(claim).isInstanceOf(Creation.KubernetesPatch.class));

        assertThat(journal.undo(List.of(new KubernetesEraser(cluster)))).isEmpty();
        assertOriginal(install);
        assertThat(server.calicoOrder())
                .containsExactly(
                        "mode " + POOL + " CrossSubnet Never",
                        "mode " + POOL + " Never Never",
                        "mode " + POOL + " Never Always",
                        "mode " + POOL + " CrossSubnet Never");
    }

    @ParameterizedTest
    @EnumSource
    void whoeverFindsItSwitchedCanBringItBackWithoutTheJournal(CalicoInstall install) {
        server.installCalico(install, "CrossSubnet", "Never");
        enter(PoolSwitch.plan(cluster, MODES), Mode.VXLAN);
        assertThatThrownBy(() -> PoolSwitch.plan(cluster, MODES))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("is switched by run r1");
        try (KubernetesLeftovers leftovers =
                KubernetesLeftovers.open(access, Optional.empty(), Map.of())) {
            Leftover found = leftovers.find().getFirst();
            assertThat(found.run()).isEqualTo("r1");
            assertThat(found.alive(NOW)).isTrue();
            assertThat(found.alive(NOW.plus(AliveRenewal.AHEAD))).isFalse();
            assertThat(leftovers.remove(found)).isEmpty();
        }
        assertOriginal(install);
    }

    @Test
    void anotherPoolOfTheSameNameIsLeftAlone() {
        server.installCalico(CalicoInstall.CRDS_OF_3_32, "Never", "Never");
        PoolSwitch pool = PoolSwitch.plan(cluster, MODES);
        enter(pool, Mode.VXLAN);
        Creation.KubernetesPatch claim = (Creation.KubernetesPatch) journal.creations().getFirst();
        Creation.KubernetesPatch other =
                new Creation.KubernetesPatch(
                        claim.context(),
                        claim.run(),
                        claim.group(),
                        claim.version(),
                        claim.plural(),
                        claim.name(),
                        "another-uid",
                        claim.original());
        assertThat(new KubernetesEraser(cluster).erase(List.of(other))).isEmpty();
        assertThat(stored(CalicoInstall.CRDS_OF_3_32)).contains("\"vxlanMode\" : \"Always\"");
    }

    @Test
    void whatCannotBeBroughtBackIsToldWithTheCommandThatDoes() {
        server.installCalico(CalicoInstall.CRDS_OF_3_32, "Never", "Never");
        enter(PoolSwitch.plan(cluster, MODES), Mode.VXLAN);
        server.faults().forbid("patch", "ippools");
        assertThat(journal.undo(List.of(new KubernetesEraser(cluster))))
                .singleElement()
                .asString()
                .contains("cannot bring back ippools " + POOL)
                .contains("kubectl patch ippools.crd.projectcalico.org " + POOL);
    }

    @Test
    void podsAreMadeWhileTheModeWithTheLeastRoomIsInForce() {
        server.installCalico(CalicoInstall.CRDS_OF_3_32, "Always", "Never");
        PoolSwitch pool = PoolSwitch.plan(cluster, MODES);
        assertThat(pool.narrowest(List.of(Mode.BGP, Mode.VXLAN, Mode.IPIP))).isEqualTo(Mode.VXLAN);
        assertThat(pool.narrowest(List.of(Mode.BGP, Mode.CURRENT))).isEqualTo(Mode.CURRENT);
    }

    private void enter(PoolSwitch pool, Mode mode) {
        pool.patch(mode, journal, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void assertOriginal(CalicoInstall install) {
        assertThat(stored(install))
                .contains("\"ipipMode\" : \"CrossSubnet\"", "\"vxlanMode\" : \"Never\"")
                .doesNotContain("wiregauge.dev");
    }

    private String stored(CalicoInstall install) {
        return server.json(install.poolApi(), "ippools", "", POOL);
    }
}
