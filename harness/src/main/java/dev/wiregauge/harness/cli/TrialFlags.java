package dev.wiregauge.harness.cli;

import dev.wiregauge.scenario.Placement;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.yaml.Quantities;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.Optional;

/// How each trial of a run is made, where the scenario's word is not to count.
final class TrialFlags {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            description = "Traffic of each trial that is not measured, 0s to 60s, such as 200ms.")
    private Optional<String> warmup = Optional.empty();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Measured traffic of each trial, 10ms to 24h, such as 2s.")
    private Optional<String> duration = Optional.empty();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "Length of one point of a trial's time series, 10ms up to the duration.")
    private Optional<String> interval = Optional.empty();

    @Option(
            names = "--placement",
            paramLabel = "WHERE",
            description =
                    "CPUs of the measuring threads: same-core, two-cores, free, or those of client and"
                            + " server such as 0,1 (default: as the scenario says; else two-cores in the"
                            + " lab, free on a cluster). Unlike placements are never compared.")
    private Optional<String> placement = Optional.empty();

    Optional<Placement> placement(Optional<Placement> written) {
        try {
            return placement.map(Placement::parse).or(() -> written);
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()));
        }
    }

    Scenario.Preset timed(Scenario.Preset written) {
        return new Scenario.Preset(
                written.repeats(), timed(written.timing()), written.moreWorkloads());
    }

    /// @param mostRepeats given by the user
    Scenario.WireLimit timed(Scenario.WireLimit written, Optional<Integer> mostRepeats) {
        return new Scenario.WireLimit(
                written.bitsPerSecond(),
                Math.min(written.repeats(), mostRepeats.orElse(written.repeats())),
                timed(written.timing()));
    }

    private Timing timed(Timing written) {
        Duration measured = given("duration", duration).orElse(written.duration());
        Duration point = given("interval", interval).orElse(written.interval());
        // a shorter duration alone shortens the points with it, so that a series remains
        boolean tooLong = interval.isEmpty() && point.compareTo(measured) > 0;
        try {
            return new Timing(
                    given("warmup", warmup).orElse(written.warmup()),
                    measured,
                    tooLong ? measured : point);
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Duration> given(String name, Optional<String> text) {
        return text.map(given ->
                Quantities.duration(given)
                        .orElseThrow(() ->
                                refusal(
                                        name
                                                + " is \""
                                                + given
                                                + "\", allowed: "
                                                + Quantities.DURATIONS)));
    }

    private ParameterException refusal(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
