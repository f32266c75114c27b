package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
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
        server.installCalico(true);
        assertThat(compare("--dry-run", "--yes").out())
                .contains("kind: \"IPPool\"", "assignmentMode: \"Manual\"")
                .contains("cni.projectcalico.org/ipv4pools");
    }

    @Test
    void aDryRunOnAnOlderCalicoKeepsStrangersOutBySelector() {
        server.installCalico(false);
        assertThat(compare("--dry-run", "--yes").out())
                .contains("nodeSelector: \"!all()\"")
                .doesNotContain("assignmentMode");
    }

    @Test
    void modesOfCalicoAreRefusedWhereItDoesNotRun() {
        MainTest.Result result = compare("--dry-run", "--yes");
        assertThat(result.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.err()).contains("need Calico").contains("--modes current");
    }

    @Test
    void checkEndsWithWhatToDoNext() {
        MainTest.Result result = MainTest.run("cluster", "check", "--kubeconfig", kubeconfig);
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(result.out())
                .contains("Kubernetes v1.32.13")
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
