package dev.wiregauge.harness.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.DiagnosisFlow;
import dev.wiregauge.harness.journal.Journals;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.TestRun;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.scenario.Mode;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A lab with agents that is broken, diagnosed and mended, over and over.
final class DiagnosedLab implements AutoCloseable {
    private static final Duration UNDONE_DEADLINE = Duration.ofSeconds(5);
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(20);

    private final LabTestbed testbed;
    private final DiagnosisFlow flow;
    private final LabTopology topology;
    private final String healthy;

    private DiagnosedLab(LabTestbed testbed, DiagnosisFlow flow) {
        this.testbed = testbed;
        this.flow = flow;
        this.topology = testbed.topology();
        this.healthy = LabState.of(topology);
    }

    static DiagnosedLab build(LabShape shape, Path journals) {
        return build(shape.options(), shape.modes(), journals);
    }

    static DiagnosedLab build(LabOptions options, List<Mode> modes, Path journals) {
        return build(options, modes, AgentProgram.installed(), journals);
    }

    static DiagnosedLab build(
            LabOptions options, List<Mode> modes, AgentProgram program, Path journals) {
        return build(options, modes, program, journals, ANSWER_DEADLINE);
    }

    /// @param answerDeadline for one probe; more than the product's where the machine is emulated
    static DiagnosedLab build(
            LabOptions options,
            List<Mode> modes,
            AgentProgram program,
            Path journals,
            Duration answerDeadline) {
        LabTestbed testbed =
                new LabTestbed(
                        options,
                        program,
                        new Journals(journals).open(TestRun.newId(), "test", Instant.now()));
        DiagnosisFlow flow =
                new DiagnosisFlow(
                        testbed,
                        modes,
                        phrase -> {},
                        Clock.systemUTC(),
                        new SecureRandom(),
                        answerDeadline);
        try {
            flow.place();
            return new DiagnosedLab(testbed, flow);
        } catch (RuntimeException e) {
            testbed.close();
            throw e;
        }
    }

    LabTopology topology() {
        return topology;
    }

    Evidence collect() {
        return flow.collect();
    }

    /// What a diagnosis finds out while these faults are in; they are gone without a trace
    /// afterwards.
    Evidence collectWith(String... faults) {
        int added = 0;
        try {
            for (String fault : faults) {
                testbed.addFault(fault);
                added++;
            }
            return flow.collect();
        } finally {
            for (int i = added - 1; i >= 0; i--) {
                testbed.clearFault(faults[i]);
            }
            awaitHealth();
        }
    }

    /// Some things end a moment after the command that ends them, such as the far end of a link.
    private void awaitHealth() {
        long endNs = System.nanoTime() + UNDONE_DEADLINE.toNanos();
        String state = LabState.of(topology);
        while (!state.equals(healthy) && System.nanoTime() - endNs < 0) {
            state = LabState.of(topology);
        }
        assertThat(List.of(state.split("\n", -1)))
                .containsExactlyInAnyOrder(healthy.split("\n", -1));
    }

    /// Sends a signal, such as STOP, to the agent of that name.
    void signal(String agent, String signal) {
        String namespace = LabTopology.namespace(topology.run(), agent);
        TestLab.RUNNER.run(
                Command.of(
                        "sh",
                        "-c",
                        "ip netns pids \"$1\" | xargs kill -\"$2\"",
                        "sh",
                        namespace,
                        signal));
    }

    @Override
    public void close() {
        testbed.close();
    }
}
