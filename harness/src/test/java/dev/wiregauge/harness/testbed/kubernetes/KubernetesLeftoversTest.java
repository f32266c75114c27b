package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.journal.Creation;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesLeftovers.Leftover;
import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(30)
class KubernetesLeftoversTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir private Path directory;
    private ApiServerDouble server;
    private Access access;

    @BeforeEach
    void startServer() throws IOException {
        server = new ApiServerDouble(new LoopbackNetwork(), directory);
        access = new Access(Optional.of(server.kubeconfig(directory)), Optional.empty());
        namespace("wiregauge-dead", "dead", "2026-11-23T11:59:59Z");
        namespace("wiregauge-live", "live", "2026-11-23T12:04:00Z");
        server.add(
                "v1",
                "namespaces",
                "",
                "wiregauge-theirs",
                "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\"}");
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void tellsLivingRunsFromDeadOnesAndRemovesOnlyWhatIsLabelled() {
        try (KubernetesLeftovers leftovers =
                KubernetesLeftovers.open(access, Optional.empty(), Map.of())) {
            List<Leftover> found = leftovers.find();
            assertThat(found).extracting(Leftover::run).containsExactly("dead", "live");
            assertThat(found).extracting(each -> each.alive(NOW)).containsExactly(false, true);
            assertThat(leftovers.remove(found.getFirst())).isEmpty();
        }
        assertThat(server.names("v1", "namespaces"))
                .containsExactlyInAnyOrder("wiregauge-live", "wiregauge-theirs");
    }

    @Test
    void aJournalsClaimIsLeftAloneWhereTheLabelNamesAnotherRun() {
        Creation claim =
                new Creation.KubernetesObject(
                        "double", "dead", "", "v1", "namespaces", "", "wiregauge-live", "");
        assertThat(KubernetesEraser.ofEveryContext(access, Map.of()).erase(List.of(claim)))
                .isEmpty();
        assertThat(server.names("v1", "namespaces")).contains("wiregauge-live");
    }

    @Test
    void aClusterThatIsGoneIsNamedWithItsContext() throws IOException {
        Creation claim =
                new Creation.KubernetesObject(
                        "elsewhere", "dead", "", "v1", "namespaces", "", "wiregauge-dead", "");
        assertThat(KubernetesEraser.ofEveryContext(access, Map.of()).erase(List.of(claim)))
                .singleElement()
                .asString()
                .contains("context elsewhere");
    }

    private void namespace(String name, String run, String aliveUntil) {
        server.add(
                "v1",
                "namespaces",
                "",
                name,
                """
                {"apiVersion":"v1","kind":"Namespace","metadata":{
                  "labels":{"app.kubernetes.io/managed-by":"wiregauge","wiregauge.dev/run":"%s"},
                  "annotations":{"wiregauge.dev/alive-until":"%s"}}}
                """
                        .formatted(run, aliveUntil));
    }
}
