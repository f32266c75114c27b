package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.calibrate.FloorLines;
import dev.wiregauge.harness.calibrate.LoopbackCalibration;
import dev.wiregauge.harness.calibrate.StepBenchmarks;
import dev.wiregauge.harness.testbed.AgentProgram;
import dev.wiregauge.harness.testbed.AgentRefusedException;
import dev.wiregauge.harness.testbed.EnvironmentException;
import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Calibration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// The instrument's own floor.
@Command(
        name = "calibrate",
        description = "Measure the instrument itself, over loopback on this machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "No latency that Wiregauge reports can be below this floor; a figure near it says",
            "more of the machine than of the network. What each step of a measuring loop costs",
            "by itself is timed by JMH. Needs no root.",
            "Exit code 4 where the machine was too busy to tell.",
            "",
            "Examples:",
            "  wiregauge calibrate",
            "  wiregauge calibrate --seconds 10 --json"
        })
final class CalibrateCommand implements Callable<Integer> {
    private static final int MOST_SECONDS = 60;

    /// Seven benchmarks of three and five iterations each take as long as the trials then.
    private static final long ITERATION_MILLIS_PER_SECOND = 100;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Length of each trial, 1 to 60 (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "calibration.json",
            description = "Where the distributions are written (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("calibration.json");

    @Option(names = "--quiet", description = "Print the result only.")
    private boolean quiet;

    @Option(names = "--json", description = "Print what is written to the file instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds is " + seconds + ", allowed: 1 to " + MOST_SECONDS);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Consumer<String> progress =
                step -> {
                    if (!quiet && !json) {
                        err.println(step + " ...");
                    }
                };
        AgentProgram program = AgentProgram.installed();
        Calibration calibration;
        try {
            calibration =
                    new LoopbackCalibration(program, Clock.systemUTC(), new SecureRandom())
                            .run(Version.current(), Duration.ofSeconds(seconds), progress);
        } catch (AgentRefusedException e) {
            err.println("wiregauge: " + e.getMessage());
            return ExitCode.INCONCLUSIVE;
        }
        calibration = withSteps(calibration, new StepBenchmarks(program), progress, err);
        String record = RecordJson.writePretty(calibration, Calibration.class);
        OutputFile.write(file, record);
        if (json) {
            out.print(record);
        } else {
            FloorLines.of(calibration).forEach(out::println);
            out.println("written to " + file);
        }
        out.flush();
        return ExitCode.PASS;
    }

    /// The floors count without them, so that a missing jar costs its own figures only.
    private Calibration withSteps(
            Calibration floors,
            StepBenchmarks benchmarks,
            Consumer<String> progress,
            PrintWriter err) {
        progress.accept("timing each step of a loop (JMH)");
        try {
            return floors.withSteps(
                    benchmarks.run(Duration.ofMillis(ITERATION_MILLIS_PER_SECOND * seconds)));
        } catch (EnvironmentException e) {
            err.println("wiregauge: no figures for the steps of a loop: " + e.getMessage());
            return floors;
        }
    }
}
