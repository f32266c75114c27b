package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.harness.testbed.TestbedPlan.PodRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceRequest;
import dev.wiregauge.harness.testbed.TestbedPlan.ServiceTrait;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A kept lab, found again as another command finds it.
@RequiresLab
@Timeout(60)
class KeptLabIT {
    @TempDir private Path folder;

    @Test
    void isFoundAgainBrokenMendedAndTakenDown() throws IOException {
        Journals journals = new Journals(folder);
        TestbedPlan plan =
                new TestbedPlan(
                        List.of(
                                new PodRequest("a", Mode.VXLAN, 0),
                                new PodRequest("b", Mode.VXLAN, 1)),
                        List.of(
                                new ServiceRequest(
                                        "web", List.of("b"), Set.of(ServiceTrait.NODE_PORT))),
                        false);
        AgentProgram program = AgentProgram.installed();
        KeptLab.up(
                LabOptions.STANDARD,
                plan,
                journals.open(TestRun.newId(), "test", Instant.now()),
                program,
                phrase -> {});

        KeptLab found = KeptLab.all(journals).getFirst();
        assertThat(found.members()).containsExactly("node1", "node2", "a", "b");
        assertThat(String.join("\n", found.status()))
                .contains("198.19.0.10     port 80, port 30000 of every node, to b");

        Path description = Lab.folder(found.id()).resolve("lab.json");
        String whole = Files.readString(description);
        Files.writeString(description, "{\"broken");
        assertThatThrownBy(() -> KeptLab.all(journals))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(description + ": not JSON");
        Files.writeString(description, whole);

        found.addFault("ip-forward-off", program);
        KeptLab again = KeptLab.all(journals).getFirst();
        assertThat(again.faults()).containsExactly("ip-forward-off");
        again.clearFault("ip-forward-off", program);
        assertThat(KeptLab.all(journals).getFirst().faults()).isEmpty();

        assertThat(again.down()).isEmpty();
        assertThat(KeptLab.all(journals)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
