package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;
import dev.wiregauge.harness.testbed.kubernetes.Preflight.Line;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

@Timeout(30)
class PreflightTest {
    @TempDir private Path directory;
    private ApiServerDouble server;
    private Path kubeconfig;

    @BeforeEach
    void startServer() throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("node-1", "127.0.0.1");
        server.addNode("node-2", "127.0.0.2");
        kubeconfig = server.kubeconfig(directory);
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void passesOnAReadyClusterAndCreatesNothing() {
        int before = server.everCreated().size();
        Preflight.Result result = run();
        assertThat(result.passed()).as(result.lines().toString()).isTrue();
        assertThat(result.missingRights()).isEmpty();
        assertThat(words(result, "chosen")).isEqualTo("node-1 and node-2");
        assertThat(words(result, "cluster")).contains("v1.32.13");
        assertThat(server.everCreated()).hasSize(before);
    }

    @Test
    void printsExactlyTheRightsThatAreMissing() {
        server.faults().forbid("get", "pods/exec");
        server.faults().forbid("create", "namespaces");
        Preflight.Result result = run();
        assertThat(result.passed()).isFalse();
        assertThat(result.missingRights().replace("\"", ""))
                .contains("kind: ClusterRole\n", "- namespaces\n  verbs:\n  - create\n-")
                .contains("- pods/exec\n  verbs:\n  - get\n---")
                .doesNotContain("- delete", "- services", "- list");
    }

    @Test
    void aMissingConvenienceIsANoteNotAFailure() {
        server.faults().forbid("list", "daemonsets");
        Preflight.Result result = run();
        assertThat(result.passed()).isTrue();
        assertThat(result.lines())
                .contains(
                        new Line(
                                Line.Level.NOTE,
                                "rights",
                                "daemonsets: no list; without it the network plugin is not named"));
    }

    @Test
    void oneNodeIsTooFewAndEveryNodeIsExplained() throws IOException {
        server.close();
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        server.addNode("lonely", "127.0.0.1");
        kubeconfig = server.kubeconfig(directory);
        assertThat(words(run(), "chosen"))
                .contains("needs 2 usable nodes, there is only 1")
                .contains("lonely: usable");
    }

    @Test
    void anImageOfAnotherArchitectureThanTheNodesIsRefusedByName() {
        server.setArchitecture("node-2", "s390x");
        Preflight.Result result = run();
        assertThat(result.passed()).isFalse();
        assertThat(result.lines())
                .anyMatch(line ->
                        line.words().contains("was built here for")
                                && line.words().contains("node-2 is s390x"));
    }

    @Test
    void aForeignNamespaceThatRefusesNodeAgentsSaysWhy() {
        server.add(
                "v1", "namespaces", "", "shared", "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\"}");
        server.faults().enforcePodSecurity("restricted");
        Preflight.Result result = run(options().withNamespace(Optional.of("shared")));
        assertThat(words(result, "admission")).contains("hostNetwork=true");
        Preflight.Result without =
                run(options().withNamespace(Optional.of("shared")).withNodeAgents(false));
        assertThat(words(without, "admission")).contains("accepted in shared");
    }

    @Test
    void noKubeconfigNamesThePlaces() {
        assertThatThrownBy(() ->
                        Preflight.open(
                                KubernetesOptions.STANDARD,
                                Map.of("HOME", directory.resolve("home").toString())))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("no kubeconfig: looked at --kubeconfig, $KUBECONFIG and");
    }

    @Test
    void aWrongContextListsThoseThereAre() {
        assertThatThrownBy(() ->
                        open(
                                KubernetesOptions.STANDARD.withAccess(
                                        new Access(Optional.of(kubeconfig), Optional.of("nope")))))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no context nope")
                .hasMessageContaining("there are: double");
    }

    @Test
    void aRejectedCredentialSaysToRenewIt() {
        server.faults().rejectCredentials();
        assertThatThrownBy(this::run)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("does not accept the credential of context double");
    }

    @Test
    void anExpiredClientCertificateIsNamedWithItsDate() throws Exception {
        Path keystore = directory.resolve("k.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "a",
                                "-dname",
                                "CN=old",
                                "-startdate",
                                "2020/01/01",
                                "-validity",
                                "1",
                                "-keystore",
                                keystore.toString(),
                                "-storepass",
                                "secret",
                                "-storetype",
                                "PKCS12")
                        .redirectErrorStream(true)
                        .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        var store = KeyStore.getInstance(keystore.toFile(), "secret".toCharArray());
        String data =
                Base64.getEncoder()
                        .encodeToString(
                                ("-----BEGIN CERTIFICATE-----\n"
                                                + Base64.getMimeEncoder()
                                                        .encodeToString(
                                                                store.getCertificate("a")
                                                                        .getEncoded())
                                                + "\n-----END CERTIFICATE-----\n")
                                        .getBytes(StandardCharsets.US_ASCII));
        String text =
                Files.readString(kubeconfig)
                        .replace("{token: none-needed}", "{client-certificate-data: " + data + "}");
        Files.writeString(kubeconfig, text);
        assertThatThrownBy(() -> open(options()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(
                        "client certificate of context double (CN=old) expired on 2020-01-02");
    }

    @Test
    void nothingListeningIsToldWithTheServersAddress() throws IOException {
        server.close();
        assertThatThrownBy(this::run)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("nothing answers at the API server http://127.0.0.1");
    }

    private KubernetesOptions options() {
        return KubernetesOptions.STANDARD.withAccess(
                new Access(Optional.of(kubeconfig), Optional.empty()));
    }

    private Preflight.Result run() {
        return run(options());
    }

    private Preflight.Result run(KubernetesOptions options) {
        try (Preflight preflight = open(options)) {
            return preflight.run();
        }
    }

    private static Preflight open(KubernetesOptions options) {
        return Preflight.open(options, Map.of());
    }

    private static String words(Preflight.Result result, String topic) {
        return result.lines().stream()
                .filter(line -> line.topic().equals(topic))
                .map(Line::words)
                .findFirst()
                .orElse("");
    }
}
