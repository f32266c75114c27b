package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.Cast;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.CalicoInstall;
import dev.wiregauge.harness.testbed.lab.LabPodNetwork;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.ScenarioReader;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The real command against the double: from arguments to packets on the wire of the namespaces.
@RequiresLab
@Tag("alone")
@Timeout(180)
class KubernetesCompareIT {
    @TempDir private Path directory;

    @Test
    void comparesTemporaryPoolsBesideTheClustersOwnAndRemovesThem() throws IOException {
        List<Mode> modes = List.of(Mode.CURRENT, Mode.BGP, Mode.IPIP, Mode.VXLAN);
        LabPodNetwork network =
                LabPodNetwork.build(
                        Cast.plan(ScenarioReader.find("compare-modes").withModes(modes)),
                        Mode.VXLAN_CROSS_SUBNET,
                        directory.resolve("network"));
        try (ApiServerDouble server = new ApiServerDouble(network, directory)) {
            network.addNodes(server);
            server.installCalico(CalicoInstall.CRDS_OF_3_32);
            Path folder = directory.resolve("run");
            MainTest.Result result =
                    MainTest.run(
                            "run",
                            Scenarios.shortComparison(directory).toString(),
                            "--modes",
                            "current,bgp,ipip,vxlan",
                            "--testbed",
                            "kubernetes",
                            "--kubeconfig",
                            server.kubeconfig(directory).toString(),
                            "--yes",
                            "--out",
                            folder.toString());

            assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
            Run run = RunFolder.open(folder).readRun();
            assertThat(run.testbed()).isEqualTo("kubernetes");
            assertThat(run.proofs())
                    .filteredOn(proof -> proof.mode() == Mode.CURRENT)
                    .hasSize(2)
                    .allSatisfy(proof ->
                            assertThat(proof.encapsulations()).containsExactly(Encapsulation.NONE));
            assertThat(run.proofs())
                    .filteredOn(proof -> proof.mode() == Mode.IPIP)
                    .allSatisfy(proof -> assertThat(proof.overheads()).containsExactly(20));
            assertThat(run.proofs())
                    .filteredOn(proof -> proof.mode() == Mode.VXLAN)
                    .allSatisfy(proof -> assertThat(proof.overheads()).containsExactly(50));
            assertThat(server.names("crd.projectcalico.org/v1", "ippools"))
                    .containsExactly("default-ipv4-ippool");
            assertThat(server.names("crd.projectcalico.org/v1", "ipamblocks")).isEmpty();
            assertThat(server.names("coordination.k8s.io/v1", "leases")).isEmpty();
            assertThat(server.names("v1", "namespaces")).isEmpty();
            assertCalicoctlsOrder(server.calicoOrder());
        }
    }

    private static void assertCalicoctlsOrder(List<String> order) {
        assertThat(order.indexOf("pod gone")).isGreaterThan(last(order, "disable "));
        assertThat(order.indexOf("release blockaffinities")).isGreaterThan(last(order, "pod gone"));
        assertThat(last(order, "delete pool ")).isGreaterThan(last(order, "release "));
    }

    private static int last(List<String> order, String start) {
        int last = -1;
        for (int i = 0; i < order.size(); i++) {
            last = order.get(i).startsWith(start) ? i : last;
        }
        return last;
    }
}
