package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.kubernetes.PodExec.PodName;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

@Timeout(30)
class ExecStreamTest {
    private static final PodName POD = new PodName("test", "pod");

    private ApiServerDouble server;
    private KubernetesClient client;
    private PodExec exec;

    @BeforeEach
    void startServer(@TempDir Path directory) throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("node-1", "127.0.0.1");
        client = client();
        client.pods().inNamespace("test").resource(idlePod()).create();
        client.pods()
                .inNamespace("test")
                .withName("pod")
                .waitUntilCondition(
                        pod -> pod != null && "Running".equals(pod.getStatus().getPhase()),
                        5,
                        TimeUnit.SECONDS);
        exec = new PodExec(client);
    }

    @AfterEach
    void stopServer() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void endOfInputReachesTheCommandWhileItsOutputStillFlows() throws Exception {
        try (ExecStream stream =
                exec.open(POD, "agent", List.of("sh", "-c", "wc -c; echo after"))) {
            stream.stdin().write("twelve bytes".getBytes(StandardCharsets.UTF_8));
            stream.closeStdin();
            assertThat(new String(stream.stdout().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualToIgnoringWhitespace("12 after");
            assertThat(outcome(stream)).isEqualTo(new ExecOutcome.Exited(0));
        }
    }

    @Test
    void megabytesPassInBothDirectionsUnchanged() throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        try (ExecStream stream = exec.open(POD, "agent", List.of("cat"))) {
            Thread writer =
                    Thread.startVirtualThread(() -> {
                        try {
                            stream.stdin().write(sent);
                            stream.closeStdin();
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertThat(stream.stdout().readAllBytes()).isEqualTo(sent);
            writer.join();
        }
    }

    @Test
    void anExitCodeIsNotAnEndOfStreamError() throws Exception {
        try (ExecStream stream =
                exec.open(POD, "agent", List.of("sh", "-c", "echo why >&2; exit 7"))) {
            assertThat(stream.stdout().readAllBytes()).isEmpty();
            assertThat(outcome(stream)).isEqualTo(new ExecOutcome.Exited(7));
            assertThat(stream.stderr()).isEqualTo("why");
        }
    }

    @Test
    void aMissingProgramSaysSo() throws Exception {
        try (ExecStream stream = exec.open(POD, "agent", List.of("/no/such/program"))) {
            assertThat(outcome(stream))
                    .isInstanceOfSatisfying(
                            ExecOutcome.NotRun.class,
                            end -> assertThat(end.reason()).contains("not found"));
        }
    }

    @Test
    void aResetConnectionFailsTheReaderInsteadOfEndingIt() throws Exception {
        try (ExecStream stream = exec.open(POD, "agent", List.of("cat"))) {
            stream.stdin().write('\n');
            assertThat(stream.stdout().read()).isEqualTo('\n');
            server.dropExecStreams();
            assertThatThrownBy(() -> stream.stdout().read()).isInstanceOf(IOException.class);
            assertThat(outcome(stream)).isInstanceOf(ExecOutcome.Lost.class);
        }
    }

    @Test
    void writingAfterTheEndFailsInsteadOfVanishing() throws Exception {
        try (ExecStream stream = exec.open(POD, "agent", List.of("true"))) {
            assertThat(outcome(stream)).isEqualTo(new ExecOutcome.Exited(0));
            assertThatThrownBy(() -> stream.stdin().write('x'))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ended with code 0");
        }
    }

    @Test
    void fallsBackToV4WhereV5IsUnknown() throws Exception {
        server.faults().knowOnlyV4();
        try (ExecStream stream = exec.open(POD, "agent", List.of("cat"));
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(stream.stdout(), StandardCharsets.UTF_8))) {
            stream.stdin().write("line\n".getBytes(StandardCharsets.UTF_8));
            assertThat(lines.readLine()).isEqualTo("line");
            assertThat(exec.protocol()).isEqualTo(ExecProtocol.V4);
        }
    }

    @Test
    void forbiddenExecNamesTheVerbsItNeeds() {
        server.faults().forbid("get", "pods/exec");
        assertThatThrownBy(() -> exec.open(POD, "agent", List.of("cat")))
                .isInstanceOf(ExecRefusedException.class)
                .hasMessageContaining("403")
                .hasMessageContaining("get and create");
    }

    @Test
    void execIntoAnAbsentPodSaysThatItIsGone() {
        assertThatThrownBy(() -> exec.open(new PodName("test", "gone"), "agent", List.of("cat")))
                .isInstanceOf(ExecRefusedException.class)
                .hasMessageContaining("404");
    }

    private KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty()).withMasterUrl(server.url()).build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static ExecOutcome outcome(ExecStream stream) throws Exception {
        return stream.outcome().get(10, TimeUnit.SECONDS);
    }

    private static io.fabric8.kubernetes.api.model.Pod idlePod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("agent")
                .withImage("any")
                .withCommand("sleep", "60")
                .endContainer()
                .endSpec()
                .build();
    }
}
