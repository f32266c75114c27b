package dev.wiregauge.harness.calibrate;

import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.result.Calibration.Step;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs the shipped JMH benchmarks: what a clock read, a histogram record, a system call, a header
/// and the pacer cost by themselves.
public final class StepBenchmarks {
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final int ITERATIONS = 5;
    private static final int LAST_LINES = 5;

    private final AgentProgram program;

    public StepBenchmarks(AgentProgram program) {
        this.program = program;
    }

    /// @param iteration length of each of the five measured iterations of a benchmark
    /// @throws EnvironmentException if they are not in this installation or cannot run
    public List<Step> run(Duration iteration) {
        List<String> jmh =
                program.benchmarks()
                        .orElseThrow(() ->
                                new EnvironmentException(
                                        "the benchmarks are not in this installation: build it with"
                                                + " ./mvnw package"));
        try {
            Path folder = Files.createTempDirectory("wiregauge-calibrate");
            try {
                return StepTable.read(run(jmh, iteration, folder));
            } finally {
                Files.deleteIfExists(folder.resolve("steps.csv"));
                Files.deleteIfExists(folder.resolve("log"));
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new EnvironmentException("the benchmarks cannot run: " + e.getMessage(), e);
        }
    }

    private static String run(List<String> jmh, Duration iteration, Path folder)
            throws IOException {
        Path table = folder.resolve("steps.csv");
        Path log = folder.resolve("log");
        String length = iteration.toMillis() + "ms";
        List<String> command = new ArrayList<>(jmh);
        command.addAll(List.of("-wi", "3", "-w", length));
        command.addAll(List.of("-i", Integer.toString(ITERATIONS), "-r", length));
        command.addAll(List.of("-f", "1", "-foe", "true", "-rf", "csv", "-rff", table.toString()));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new EnvironmentException(
                        "the benchmarks did not end within " + DEADLINE.toMinutes() + " min");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException("interrupted during the benchmarks", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0 || !Files.exists(table)) {
            List<String> said = Files.readAllLines(log, StandardCharsets.UTF_8);
            throw new EnvironmentException(
                    "the benchmarks failed with exit code "
                            + process.exitValue()
                            + ": "
                            + String.join(
                                    " / ",
                                    said.subList(
                                            Math.max(0, said.size() - LAST_LINES), said.size())));
        }
        return Files.readString(table, StandardCharsets.UTF_8);
    }
}
