package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a user reads when a cluster is not as it should be: one line that says what, where and what
/// to do, exit code 3, and nothing left behind. (No kubeconfig at all, and an expired certificate:
/// `PreflightTest`, which chooses its own environment.)
@Timeout(60)
class KubernetesErrorMessagesTest {
    @TempDir private Path directory;
    private ApiServerDouble server;

    record Case(
            String name,
            Consumer<ApiServerDouble> fault,
            List<String> arguments,
            List<String> words) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case wrong(
            String name, Consumer<ApiServerDouble> fault, List<String> arguments, String... words) {
        return new Case(name, fault, arguments, List.of(words));
    }

    static List<Case> cases() {
        return List.of(
                wrong(
                        "unreadable kubeconfig",
                        server -> {},
                        List.of("--kubeconfig", "/nowhere/config"),
                        "kubeconfig /nowhere/config cannot be read: there is no such file"),
                wrong(
                        "wrong context",
                        server -> {},
                        List.of("--context", "nope"),
                        "no context nope in",
                        "there are: double"),
                wrong(
                        "rejected credential",
                        server -> server.faults().rejectCredentials(),
                        List.of(),
                        "does not accept the credential of context double",
                        "renew the token or certificate"),
                wrong(
                        "forbidden namespace",
                        server -> server.faults().forbid("create", "namespaces"),
                        List.of(),
                        "cannot create Namespace wiregauge-",
                        "cannot create resource \"namespaces\"",
                        "wiregauge cluster rbac prints the rights",
                        "--namespace works in one that exists"),
                wrong(
                        "forbidden nodes",
                        server -> server.faults().forbid("list", "nodes"),
                        List.of(),
                        "cannot list nodes",
                        "wiregauge cluster rbac prints the rights"),
                wrong(
                        "image not pullable",
                        server -> server.faults().neverPull(),
                        List.of("--ready-within", "1"),
                        "4 of 4 agent pods do not run",
                        "current-client, current-near, current-server-1, current-server-2: ErrImagePull",
                        "localhost/wiregauge-agent",
                        "wiregauge cluster image"),
                wrong(
                        "one schedulable node",
                        server -> server.cordon("node-2"),
                        List.of(),
                        "needs 2 usable nodes, there is only 1",
                        "node-1: usable",
                        "node-2: cordoned"),
                wrong(
                        "pod security",
                        server -> {
                            server.faults().enforcePodSecurity("restricted");
                            server.add(
                                    "v1",
                                    "namespaces",
                                    "",
                                    "shared",
                                    "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\"}");
                        },
                        List.of("--namespace", "shared"),
                        "violates PodSecurity \"restricted:latest\"",
                        "--no-node-agents"),
                wrong(
                        "modes without calico",
                        server -> {},
                        List.of("--modes", "current,vxlan", "--yes"),
                        "the modes [vxlan] need Calico, this cluster runs no known network plugin",
                        "--modes current"));
    }

    @BeforeEach
    void startServer() throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("node-1", "127.0.0.1");
        server.addNode("node-2", "127.0.0.1");
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isOneLineThatSaysWhatToDo(Case wrong) throws IOException {
        wrong.fault().accept(server);
        List<String> arguments = new ArrayList<>(List.of("compare", "--testbed", "kubernetes"));
        if (!wrong.arguments().contains("--kubeconfig")) {
            arguments.addAll(List.of("--kubeconfig", server.kubeconfig(directory).toString()));
        }
        arguments.addAll(wrong.arguments());
        arguments.addAll(List.of("--quiet", "--out", directory.resolve("run").toString()));
        MainTest.Result result = MainTest.run(arguments.toArray(String[]::new));

        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(result.err().strip().lines()).as(result.err()).hasSize(1);
        assertThat(result.err()).contains(wrong.words()).hasSizeLessThan(600);
        assertThat(server.names("v1", "pods")).isEmpty();
        assertThat(server.names("v1", "namespaces")).isSubsetOf("shared");
    }
}
