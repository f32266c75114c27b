package dev.wiregauge.harness.calibrate;

import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.result.Calibration.Step;

import java.util.List;

/// JMH's results in its CSV form: benchmark, mode, threads, samples, score, error at 99.9 %, unit.
final class StepTable {
    private static final int COLUMNS = 7;
    private static final int SCORE = 4;
    private static final int ERROR = 5;
    private static final int UNIT = 6;

    private StepTable() {}

    /// @throws EnvironmentException if it is not such a table of nanoseconds
    static List<Step> read(String csv) {
        List<Step> steps = csv.lines().skip(1).map(StepTable::step).toList();
        if (steps.isEmpty()) {
            throw new EnvironmentException("the benchmarks gave no figure");
        }
        return steps;
    }

    private static Step step(String line) {
        String[] columns = line.replace("\"", "").split(",", -1);
        if (columns.length < COLUMNS || !columns[UNIT].equals("ns/op")) {
            throw new EnvironmentException("not a benchmark's result in nanoseconds: " + line);
        }
        String name = columns[0].substring(columns[0].lastIndexOf('.') + 1);
        try {
            return new Step(
                    name, Double.parseDouble(columns[SCORE]), Double.parseDouble(columns[ERROR]));
        } catch (NumberFormatException e) {
            throw new EnvironmentException("not a benchmark's result: " + line, e);
        }
    }
}
