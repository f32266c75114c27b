package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.RequiresLab;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.harness.testbed.Testbed;
import dev.wiregauge.harness.testbed.TestbedContract;
import dev.wiregauge.harness.testbed.TestbedPlan;
import dev.wiregauge.scenario.Mode;

import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

@RequiresLab
class LabTestbedIT extends TestbedContract {
    @TempDir private Path journals;
    private String run = "";

    @Override
    protected Testbed open(TestbedPlan plan) {
        run = TestRun.newId();
        return new LabTestbed(
                LabOptions.STANDARD,
                AgentProgram.installed(),
                new Journals(journals).open(run, "test", Instant.now()));
    }

    @Override
    protected Mode mode() {
        return Mode.IPIP;
    }

    @Override
    protected List<String> leftovers() throws IOException {
        try (Stream<Path> namespaces = Files.list(Path.of("/run/netns"))) {
            return namespaces
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.contains(run))
                    .toList();
        }
    }
}
