package dev.wiregauge.harness.testbed.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.kubernetes.KubernetesOptions.Access;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.ApiServerDouble;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.LoopbackNetwork;
import dev.wiregauge.harness.testbed.kubernetes.apiserver.StrictModels;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(60)
class ScheduledRunTest {
    @TempDir private Path directory;

    @Test
    void everyObjectIsWhatTheModelsKnow() {
        List<HasMetadata> once = run(Optional.empty()).objects();
        List<HasMetadata> nightly = run(Optional.of("30 3 * * *")).objects();
        for (HasMetadata object : List.of(once, nightly).stream().flatMap(List::stream).toList()) {
            assertThat(StrictModels.refuse(object.getKind(), Serialization.asJson(object)))
                    .as(object.getKind())
                    .isEmpty();
        }
        assertThat(StrictModels.refuse("Job", "{\"kind\":\"Job\",\"spec\":{\"tries\":1}}"))
                .as("the check can fail")
                .isPresent();
        assertThat(once).hasAtLeastOneElementOfType(Job.class);
        assertThat(nightly)
                .filteredOn(CronJob.class::isInstance)
                .singleElement()
                .satisfies(object ->
                        assertThat(((CronJob) object).getSpec().getConcurrencyPolicy())
                                .isEqualTo("Forbid"));
    }

    @Test
    void theJobPassesTheRestrictedLevelAndMayDoWhatARunDoes() {
        String yaml = run(Optional.empty()).yaml().replace("\"", "");
        assertThat(yaml)
                .contains("runAsNonRoot: true", "readOnlyRootFilesystem: true", "- ALL")
                .contains("pod-security.kubernetes.io/enforce: restricted")
                .contains("- run\n", "- --results-configmap\n", "- $(POD)\n")
                .contains("- pods/exec")
                .contains("kind: ServiceAccount");
    }

    @Test
    void shortResultsOutliveTheRunInAConfigMap() throws IOException {
        Files.writeString(directory.resolve("summary.md"), "# fast");
        Files.writeString(directory.resolve("run.json"), "{}");
        try (ApiServerDouble server = new ApiServerDouble(new LoopbackNetwork(), directory)) {
            Access access = new Access(Optional.of(server.kubeconfig(directory)), Optional.empty());
            assertThat(ResultsMap.keep(directory, "job-1", Optional.of("checks"), access, Map.of()))
                    .isEqualTo("ConfigMap checks/job-1");
            assertThat(server.json("v1", "configmaps", "checks", "job-1"))
                    .contains("# fast", "run.json.gz");
            try (KubernetesLeftovers leftovers =
                    KubernetesLeftovers.open(access, Optional.of("checks"), Map.of())) {
                assertThat(leftovers.find()).as("clean leaves them alone").isEmpty();
            }
        }
    }

    private static ScheduledRun run(Optional<String> schedule) {
        return ScheduledRun.of(
                KubernetesOptions.STANDARD,
                "wiregauge",
                List.of("run", "compare-modes"),
                schedule,
                Optional.empty(),
                true);
    }
}
