package dev.wiregauge.harness.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.result.Calibration.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StepTableTest {
    /// As JMH 1.37 wrote it.
    private static final String TABLE =
            """
            "Benchmark","Mode","Threads","Samples","Score","Score Error (99.9%)","Unit"
            "dev.wiregauge.agent.bench.EngineBenchmark.clockRead","avgt",1,5,26.437010,1.250194,"ns/op"
            "dev.wiregauge.agent.bench.EngineBenchmark.systemCall","avgt",1,5,151.200000,9.700000,"ns/op"
            """;

    @Test
    void everyLineIsAStepNamedByItsMethod() {
        assertThat(StepTable.read(TABLE))
                .containsExactly(
                        new Step("clockRead", 26.43701, 1.250194),
                        new Step("systemCall", 151.2, 9.7));
    }

    @Test
    void anotherUnitOrNoFigureIsRefused() {
        assertThatThrownBy(() -> StepTable.read(TABLE.replace("ns/op", "ops/s")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("ops/s");
        assertThatThrownBy(() -> StepTable.read(TABLE.replace("26.437010", "fast")))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("fast");
        assertThatThrownBy(() -> StepTable.read("a heading\n"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("no figure");
    }
}
