package dev.wiregauge.harness.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.result.Calibration.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarFile;

/// Needs the packed jars: runs behind the package phase only.
@Timeout(120)
class StepBenchmarksIT {
    @Test
    void everyStepOfALoopGetsAFigureFromTheShippedJar() {
        List<Step> steps = new StepBenchmarks(AgentProgram.installed()).run(Duration.ofMillis(10));
        assertThat(steps)
                .extracting(Step::name)
                .containsExactlyInAnyOrder(
                        "busyPacer",
                        "clockRead",
                        "headerDecode",
                        "headerEncode",
                        "histogramRecord",
                        "sendAndReceive",
                        "systemCall");
        assertThat(steps).allMatch(step -> step.ns() > 0 && step.errorNs() >= 0);
    }

    @Test
    void theJarThatPodsCarryHoldsNoBenchmark() throws IOException {
        try (JarFile agent = new JarFile(AgentProgram.installed().jar().toFile())) {
            assertThat(agent.stream().map(entry -> entry.getName()))
                    .contains("dev/wiregauge/agent/Main.class")
                    .noneMatch(name -> name.startsWith("dev/wiregauge/agent/bench/"))
                    .noneMatch(name -> name.startsWith("org/openjdk/jmh"));
        }
    }
}
