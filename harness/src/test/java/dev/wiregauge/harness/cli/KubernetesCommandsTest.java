package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.CalicoInstall;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// The commands that only look at a cluster, through the real main.
@Timeout(60)
class KubernetesCommandsTest {
    @TempDir private Path directory;
    private ApiServerDouble server;
    private String kubeconfig = "";

    @BeforeEach
    void startServer() throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("node-1", "127.0.0.1");
        server.addNode("node-2", "127.0.0.1");
        kubeconfig = server.kubeconfig(directory).toString();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void aDryRunPrintsEveryObjectAndCreatesNone() {
        int before = server.everCreated().size();
        MainTest.Result result = compare("--dry-run");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("kind: \"Namespace\"", "kind: \"Pod\"", "kind: \"Service\"")
                .contains("pod-security.kubernetes.io/enforce: \"restricted\"")
                .contains("current-client", "hostNetwork: true");
        assertThat(server.everCreated()).hasSize(before);
    }

    @Test
    void aDryRunWithPoolsShowsThemAsTheInstalledSchemaAllows() {
        server.installCalico(CalicoInstall.CRDS_OF_3_32);
        assertThat(compare("--dry-run", "--yes").out())
                .contains("kind: \"IPPool\"", "assignmentMode: \"Manual\"")
                .contains("cni.projectcalico.org/ipv4pools");
    }

    @Test
    void aDryRunOnAnOlderCalicoKeepsStrangersOutBySelector() {
        server.installCalico(CalicoInstall.CRDS_OF_3_28);
        for (String node : server.names("v1", "nodes")) {
            server.annotateNode(node, "projectcalico.org/IPv4VXLANTunnelAddr", "10.244.0.1");
        }
        assertThat(compare("--dry-run", "--yes").out())
                .contains("nodeSelector: \"!all()\"")
                .doesNotContain("assignmentMode");
    }

    @Test
    void anOlderCalicoCannotMakeATunnelThatNoPoolOfItsOwnHas() {
        server.installCalico(CalicoInstall.CRDS_OF_3_28);
        MainTest.Result result = compare("--dry-run", "--yes");
        assertThat(result.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.err())
                .contains("mode vxlan cannot be had here")
                .contains("lacks projectcalico.org/IPv4VXLANTunnelAddr")
                .contains("--modes");
    }

    @Test
    void modesOfCalicoAreRefusedWhereItDoesNotRun() {
        MainTest.Result result = compare("--dry-run", "--yes", "--modes", "current,bgp");
        assertThat(result.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.err()).contains("need Calico").contains("--modes current");
    }

    @Test
    void consentWithoutCalicoMeasuresTheClusterAsItIs() {
        MainTest.Result result = compare("--dry-run", "--yes");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("modes current,").doesNotContain("IPPool");
    }

    @Test
    void thePoolIsSwitchedOnlyWhereThatIsAskedForAndAgreedTo() {
        server.installCalico(CalicoInstall.CRDS_OF_3_28, "Never", "Always");
        MainTest.Result refused = compare("--switch-pool", "--out", directory + "/run");
        assertThat(refused.exitCode()).as(refused.out()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused.err())
                .contains("--switch-pool needs your consent")
                .contains("switches IPPool default-ipv4-ippool 10.244.0.0/16, the cluster's own")
                .contains("EVERY pod");
        assertThat(server.calicoOrder()).containsExactly("mode default-ipv4-ippool Never Always");

        MainTest.Result planned = compare("--switch-pool", "--dry-run");
        assertThat(planned.exitCode()).as(planned.err()).isZero();
        assertThat(planned.out())
                .contains("# --switch-pool switches IPPool default-ipv4-ippool")
                .contains("modes current, bgp, ipip, vxlan")
                .doesNotContain("kind: \"IPPool\"");
        assertThat(
                        MainTest.run(
                                "diagnose",
                                "--testbed",
                                "kubernetes",
                                "--kubeconfig",
                                kubeconfig,
                                "--switch-pool"))
                .satisfies(result -> {
                    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(result.err()).contains("only compare and run");
                });
    }

    @Test
    void aPoolThatMustNotBeSwitchedIsNamedWithTheReason() {
        assertThat(compare("--switch-pool", "--modes", "bgp", "--dry-run").err())
                .contains("--switch-pool patches a pool of Calico's, this cluster runs");
        server.installCalico(CalicoInstall.CRDS_OF_3_28);
        server.label(
                "crd.projectcalico.org/v1",
                "ippools",
                "default-ipv4-ippool",
                "app.kubernetes.io/managed-by",
                "tigera-operator");
        assertThat(compare("--switch-pool", "--dry-run").err())
                .contains("belongs to the Tigera operator");
        server.add(
                "crd.projectcalico.org/v1",
                "ippools",
                "",
                "second",
                """
                {"apiVersion":"crd.projectcalico.org/v1","kind":"IPPool",
                 "spec":{"cidr":"10.245.0.0/16"}}
                """);
        assertThat(compare("--switch-pool", "--dry-run").err())
                .contains("exactly one enabled IPv4 pool", "default-ipv4-ippool, second");
    }

    @Test
    void withoutNodeAgentsOnlyTheClustersOwnModeIsAllowed() {
        MainTest.Result result = compare("--dry-run", "--no-node-agents", "--modes", "current,bgp");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("mode bgp is proved on the wire").contains("current");
        assertThat(compare("--dry-run", "--no-node-agents").out())
                .doesNotContain("hostNetwork: true")
                .doesNotContain("node-node");
    }

    @Test
    void shippedScenariosMeasureTheClusterAsItIs() {
        MainTest.Result result =
                MainTest.run(
                        "run",
                        "services",
                        "--testbed",
                        "kubernetes",
                        "--kubeconfig",
                        kubeconfig,
                        "--dry-run");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("modes current,").contains("type: \"NodePort\"");
    }

    @Test
    void manifestsRunAScenarioInTheClusterOnASchedule() {
        MainTest.Result result =
                MainTest.run(
                        "cluster",
                        "manifests",
                        "diagnose",
                        "--schedule",
                        "30 3 * * *",
                        "--claim",
                        "runs");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().replace("\"", ""))
                .contains("kind: CronJob", "schedule: 30 3 * * *", "claimName: runs", "- diagnose");
        MainTest.Result wrong = MainTest.run("cluster", "manifests", "no-such");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("no-such", "compare-modes");
    }

    @Test
    void longPlansAndWrongBudgetsAreRefusedBeforeAnythingIsAsked() {
        MainTest.Result longer = compare("--dry-run", "--repeats", "1000");
        assertThat(longer.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(longer.err()).contains("minutes of traffic, allowed: 60", "--max-minutes");
        assertThat(compare("--dry-run", "--max-rate", "fast").err())
                .contains("--max-rate is \"fast\", allowed: a number");
        MainTest.Result paced = compare("--dry-run", "--max-rate", "100m");
        assertThat(paced.exitCode()).as(paced.err()).isZero();
    }

    @Test
    void checkEndsWithWhatToDoNext() {
        MainTest.Result result = MainTest.run("cluster", "check", "--kubeconfig", kubeconfig);
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out())
                .contains("Kubernetes v1.32.13")
                .containsOnlyOnce("   network    ")
                .contains(
                        "note   network    no known network plugin runs as a DaemonSet: mode current")
                .contains("Next: wiregauge compare");
    }

    @Test
    void rbacAsksForGetOnExec() {
        assertThat(MainTest.run("cluster", "rbac").out().replace("\"", ""))
                .contains("- pods/exec\n  verbs:\n  - get\n  - create");
    }

    private MainTest.Result compare(String... more) {
        String[] arguments = new String[5 + more.length];
        arguments[0] = "compare";
        arguments[1] = "--testbed";
        arguments[2] = "kubernetes";
        arguments[3] = "--kubeconfig";
        arguments[4] = kubeconfig;
        System.arraycopy(more, 0, arguments, 5, more.length);
        return MainTest.run(arguments);
    }
}
