package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.CalicoInstall;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.FlannelNetwork;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.FlannelNetwork.Backend;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `--switch-pool` against a cluster whose nodes follow the mode of its one pool.
@RequiresLab
@Tag("alone")
@Timeout(180)
class KubernetesSwitchPoolIT {
    private static final String POOLS = "crd.projectcalico.org/v1";
    private static final String POOL = "default-ipv4-ippool";
    private static final String FOUND = "mode " + POOL + " Never Always";
    private static final String PLAIN = "mode " + POOL + " Never Never";

    @TempDir private Path directory;

    @Test
    void measuresEachModeInTurnInTheClustersOwnPoolAndBringsItBack() throws IOException {
        FlannelNetwork network = FlannelNetwork.build(Backend.CALICO);
        try (ApiServerDouble server = cluster(network)) {
            String before = spec(server);
            Path folder = directory.resolve("run");
            MainTest.Result result = MainTest.run(arguments(server, folder));

            assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
            assertThat(result.err())
                    .contains("switches IPPool " + POOL)
                    .contains("EVERY pod")
                    .contains("back to ipipMode Never, vxlanMode Always");
            Run run = RunFolder.open(folder).readRun();
            assertProved(run, Mode.CURRENT, Encapsulation.VXLAN, 50);
            assertProved(run, Mode.BGP, Encapsulation.NONE, 0);
            assertProved(run, Mode.VXLAN, Encapsulation.VXLAN, 50);
            assertThat(run.tunnels().get(Mode.BGP)).contains("--switch-pool");
            assertThat(spec(server)).isEqualTo(before);
            assertThat(server.calicoOrder()).contains(PLAIN).endsWith(FOUND);
            assertThat(server.json(POOLS, "ippools", "", POOL)).doesNotContain("wiregauge.dev");
            assertThat(server.names("coordination.k8s.io/v1", "leases")).isEmpty();
            assertThat(server.names("v1", "namespaces")).isEmpty();
        }
    }

    @Test
    void aPoolThatAKilledRunLeftSwitchedIsBroughtBackByClean() throws Exception {
        FlannelNetwork network = FlannelNetwork.build(Backend.CALICO);
        try (ApiServerDouble server = cluster(network)) {
            String before = spec(server);
            Map<String, String> state =
                    Map.of("WIREGAUGE_STATE", directory.resolve("state").toString());
            try (HarnessProcess harness =
                    HarnessProcess.start(state, arguments(server, directory.resolve("run")))) {
                while (!server.calicoOrder().contains(PLAIN)) {
                    assertThat(harness.endedWithin(20)).as("ended too early").isFalse();
                }
                harness.kill();
            }
            assertThat(spec(server)).isNotEqualTo(before);

            // whoever has no journal of it sees that the run was alive a moment ago
            MainTest.Result other = MainTest.run(clean(server));
            assertThat(other.out()).contains("left alone", "alive until");
            assertThat(spec(server)).isNotEqualTo(before);

            try (HarnessProcess clean = HarnessProcess.start(state, clean(server))) {
                assertThat(clean.awaitEnd()).as(clean.text()).isZero();
                assertThat(clean.text()).contains("removed: ");
            }
            assertThat(spec(server)).isEqualTo(before);
            assertThat(server.json(POOLS, "ippools", "", POOL)).doesNotContain("wiregauge.dev");
            assertThat(server.names("v1", "namespaces")).isEmpty();
        }
    }

    private ApiServerDouble cluster(FlannelNetwork network) throws IOException {
        ApiServerDouble server = new ApiServerDouble(network, directory);
        network.addTo(server);
        server.installCalico(CalicoInstall.CRDS_OF_3_28, "Never", "Always");
        return server;
    }

    private static void assertProved(
            Run run, Mode mode, Encapsulation encapsulation, int overheadBytes) {
        assertThat(run.proofs())
                .filteredOn(proof -> proof.mode() == mode)
                .hasSize(2)
                .allSatisfy(proof -> {
                    assertThat(proof.encapsulations()).containsExactly(encapsulation);
                    assertThat(proof.overheads()).containsExactly(overheadBytes);
                });
    }

    private static String spec(ApiServerDouble server) {
        String pool = server.json(POOLS, "ippools", "", POOL);
        return pool.substring(
                pool.indexOf("\"spec\""), pool.indexOf('}', pool.indexOf("\"spec\"")));
    }

    private String[] arguments(ApiServerDouble server, Path folder) throws IOException {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "run",
                                Scenarios.crossNodeOnly(directory).toString(),
                                "--modes",
                                "current,bgp,vxlan"));
        all.addAll(List.of("--switch-pool", "--yes", "--out", folder.toString()));
        all.addAll(List.of("--testbed", "kubernetes", "--kubeconfig"));
        all.add(server.kubeconfig(directory).toString());
        return all.toArray(String[]::new);
    }

    private String[] clean(ApiServerDouble server) throws IOException {
        return new String[] {
            "clean",
            "--testbed",
            "kubernetes",
            "--kubeconfig",
            server.kubeconfig(directory).toString()
        };
    }
}
