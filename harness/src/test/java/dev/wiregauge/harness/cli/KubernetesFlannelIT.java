package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.FlannelNetwork;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.FlannelNetwork.Backend;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Encapsulation;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

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
                        assertThat(
                                        proof.datagrams().stream()
                                                .flatMap(each -> each.sightings().stream()))
                                .allSatisfy(seen -> {
                                    assertThat(seen.udpDestinationPort()).contains(8472);
                                    assertThat(seen.vni()).contains(1);
                                });
                    });
            assertThat(run.environment().nodes()).hasSize(2);

            MainTest.Result healthy = cluster(server, "diagnose", "--out", folder("healthy"));
            assertThat(healthy.exitCode()).as(healthy.out() + healthy.err()).isZero();
            // a busy machine may look like a slow link, which is told as an info
            assertThat(healthy.out())
                    .contains("13 paths looked at", "(VXLAN) = 1450")
                    .doesNotContain("could not check");

            network.onNode(2, "iptables -I INPUT -p udp --dport 8472 -j DROP");
            MainTest.Result broken = cluster(server, "diagnose", "--out", folder("broken"));
            assertThat(broken.exitCode())
                    .as(broken.out() + broken.err())
                    .isEqualTo(ExitCode.FAILED);
            // it still shows on the uplink of node-2, so the underlay is not to blame
            assertThat(broken.out()).contains("F50", "inside node-2");
            assertThat(server.names("v1", "namespaces")).isEmpty();
        }
    }

    @Test
    void namesFlannelsHostGateway() throws IOException {
        FlannelNetwork network = FlannelNetwork.build(Backend.HOST_GW);
        try (ApiServerDouble server = new ApiServerDouble(network, directory)) {
            network.addTo(server);
            server.provideLoadBalancers();
            Run run = measure(server, Scenarios.throughLoadBalancer(directory));
            assertThat(RunFolder.open(Path.of(folder("run"))).readTrials())
                    .filteredOn(trial ->
                            trial.cell().path() == dev.wiregauge.scenario.Path.POD_LOADBALANCER)
                    .hasSizeGreaterThan(4)
                    .allSatisfy(trial ->
                            assertThat(trial.measurement().orElseThrow().bytes()).isPositive());
            assertThat(run.proofs())
                    .isNotEmpty()
                    .allSatisfy(proof -> {
                        assertThat(proof.encapsulations()).containsExactly(Encapsulation.NONE);
                        assertThat(proof.overheads()).containsExactly(0);
                    });
            assertThat(run.tunnels().values()).anyMatch(words -> words.contains("host-gw"));

            MainTest.Result mesh = cluster(server, "run", "mesh", "--out", folder("mesh"));
            assertThat(mesh.exitCode()).as(mesh.out() + mesh.err()).isZero();
            assertThat(mesh.out())
                    .contains("2 ordered pairs: 0 silent", "on the wire: none (2 pairs)")
                    .contains("path MTU: 1500");

            MainTest.Result unwatched =
                    cluster(
                            server,
                            "run",
                            Scenarios.shortComparison(directory).toString(),
                            "--modes",
                            "current",
                            "--repeats",
                            "5",
                            "--no-node-agents",
                            "--out",
                            folder("unwatched"));
            assertThat(unwatched.exitCode())
                    .as(unwatched.out() + unwatched.err())
                    .isEqualTo(ExitCode.INCONCLUSIVE);
            MainTest.Result pods =
                    cluster(server, "diagnose", "--no-node-agents", "--out", folder("pods"));
            assertThat(pods.exitCode())
                    .as(pods.out() + pods.err())
                    .isEqualTo(ExitCode.INCONCLUSIVE);
            assertThat(pods.out())
                    .contains("not everything could be checked")
                    .contains("--no-node-agents");
            assertUnwatched(RunFolder.open(Path.of(folder("unwatched"))));
            assertThat(server.everCreated().stream().filter(name -> name.contains("node-agent")))
                    .as("none in the last run")
                    .hasSize(4);
            assertThat(server.names("v1", "namespaces")).isEmpty();
        }
    }

    /// What the pods can tell is there; nothing claims to know the wire.
    private static void assertUnwatched(RunFolder folder) {
        Run run = folder.readRun();
        assertThat(run.verdict().toString()).contains("nobody watched the wire");
        assertThat(run.notes()).anyMatch(note -> note.contains("--no-node-agents"));
        assertThat(run.proofs())
                .hasSize(2)
                .allSatisfy(proof ->
                        assertThat(proof.verdict()).isInstanceOf(Verdict.Inconclusive.class));
        assertThat(folder.readTrials())
                .isNotEmpty()
                .noneMatch(trial -> trial.cell().mode() == Mode.HOST)
                .anyMatch(trial -> trial.measurement().isPresent());
    }

    /// The agents are started again in their pods, the block is run again, and the run passes: also
    /// where nobody knows the network plugin.
    @Test
    void aStreamCutInMidTrialIsNoticedAndItsBlockRunAgain() throws Exception {
        FlannelNetwork network = FlannelNetwork.build(Backend.HOST_GW);
        try (ApiServerDouble server = new ApiServerDouble(network, directory)) {
            network.addNodesTo(server);
            Path folder = Path.of(folder("cut"));
            Thread cutter =
                    Thread.startVirtualThread(() -> {
                        await(() -> trials(folder) >= 2);
                        server.dropExecStreams();
                    });
            MainTest.Result result =
                    cluster(
                            server,
                            "run",
                            Scenarios.crossNodeOnly(directory).toString(),
                            "--modes",
                            "current",
                            "--out",
                            folder.toString());
            cutter.join();
            assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
            assertThat(result.out() + result.err())
                    .contains("no known network plugin runs as a DaemonSet: mode current measures");
            assertThat(RunFolder.open(folder).readRun().tunnels().get(Mode.CURRENT))
                    .isEqualTo("no known network plugin");
            assertThat(RunFolder.open(folder).readTrials())
                    .anyMatch(trial -> trial.verdict().toString().contains("agent"))
                    .anyMatch(trial -> trial.attempt() > 1 && trial.verdict().passed());
            assertThat(server.names("v1", "namespaces")).isEmpty();
            assertThat(server.names("v1", "pods")).isEmpty();
        }
    }

    private static long trials(Path folder) {
        try (var lines = Files.lines(folder.resolve("trials.jsonl"))) {
            return lines.count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                throw new IllegalStateException("did not come to be within 120 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private Run measure(ApiServerDouble server) throws IOException {
        return measure(server, Scenarios.crossNodeOnly(directory));
    }

    private Run measure(ApiServerDouble server, Path scenario) throws IOException {
        String folder = folder("run");
        MainTest.Result result =
                cluster(server, "run", scenario.toString(), "--modes", "current", "--out", folder);
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
