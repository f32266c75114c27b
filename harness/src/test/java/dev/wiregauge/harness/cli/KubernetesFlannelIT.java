package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.FlannelNetwork;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.FlannelNetwork.Backend;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Encapsulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The commands as a user of a Flannel cluster types them, from arguments to packets: names the
/// mode right, finds nothing where nothing is wrong, and finds what is.
@RequiresLab
@Timeout(240)
class KubernetesFlannelIT {
    @TempDir private Path directory;

    @Test
    void namesFlannelsVxlanByTheWireAndFindsNoFault() throws IOException {
        FlannelNetwork network = FlannelNetwork.build(Backend.VXLAN);
        try (ApiServerDouble server = new ApiServerDouble(network, directory)) {
            network.addTo(server);
            Run run = measure(server);
            assertThat(run.proofs())
                    .isNotEmpty()
                    .allSatisfy(proof -> {
                        assertThat(proof.encapsulations()).containsExactly(Encapsulation.VXLAN);
                        assertThat(proof.overheads()).containsExactly(50);
                        assertThat(proof.datagrams().stream()
                                        .flatMap(each -> each.sightings().stream()))
                                .allSatisfy(seen -> {
                                    assertThat(seen.udpDestinationPort()).contains(8472);
                                    assertThat(seen.vni()).contains(1);
                                });
                    });
            assertThat(run.environment().nodes()).hasSize(2);

            MainTest.Result healthy = cluster(server, "diagnose", "--out", folder("healthy"));
            assertThat(healthy.exitCode()).as(healthy.out() + healthy.err()).isZero();
            assertThat(healthy.out()).contains("No fault found").contains("1500 (underlay) - 50");

            network.onNode(2, "iptables -I INPUT -p udp --dport 8472 -j DROP");
            MainTest.Result broken = cluster(server, "diagnose", "--out", folder("broken"));
            assertThat(broken.exitCode()).as(broken.out() + broken.err()).isEqualTo(ExitCode.FAILED);
            assertThat(broken.out()).contains("8472");
            assertThat(server.names("v1", "namespaces")).isEmpty();
        }
    }

    @Test
    void namesFlannelsHostGateway() throws IOException {
        FlannelNetwork network = FlannelNetwork.build(Backend.HOST_GW);
        try (ApiServerDouble server = new ApiServerDouble(network, directory)) {
            network.addTo(server);
            Run run = measure(server);
            assertThat(run.proofs())
                    .isNotEmpty()
                    .allSatisfy(proof -> {
                        assertThat(proof.encapsulations()).containsExactly(Encapsulation.NONE);
                        assertThat(proof.overheads()).containsExactly(0);
                    });
            assertThat(run.tunnels().values()).anyMatch(words -> words.contains("host-gw"));
        }
    }

    private Run measure(ApiServerDouble server) throws IOException {
        String folder = folder("run");
        MainTest.Result result =
                cluster(
                        server,
                        "run",
                        Scenarios.crossNodeOnly(directory).toString(),
                        "--modes",
                        "current",
                        "--out",
                        folder);
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(server.names("v1", "pods")).isEmpty();
        return RunFolder.open(Path.of(folder)).readRun();
    }

    private String folder(String name) {
        return directory.resolve(name).toString();
    }

    private MainTest.Result cluster(ApiServerDouble server, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--testbed", "kubernetes", "--kubeconfig"));
        all.add(server.kubeconfig(directory).toString());
        return MainTest.run(all.toArray(String[]::new));
    }
}
