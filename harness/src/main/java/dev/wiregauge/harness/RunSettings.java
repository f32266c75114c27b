package dev.wiregauge.harness;

import dev.wiregauge.scenario.Scenario;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the user asked for, resolved: nothing here is a default any more.
///
/// @param scenario with modes and repeats as overridden on the command line
/// @param preset name of the preset in force
/// @param auto where the number of repeats is not fixed: the preset's is then the most there may be
/// @param seed of the order of trials
/// @param folder where the run folder is made
/// @param commandLine as typed, for the record
/// @param budget what the run may take of the network
public record RunSettings(
        String id,
        Scenario scenario,
        String preset,
        Optional<AutoRepeats> auto,
        long seed,
        Path folder,
        List<String> commandLine,
        String wiregaugeVersion,
        Budget budget) {
    public RunSettings {
        commandLine = List.copyOf(commandLine);
    }

    public RunSettings withScenario(Scenario other) {
        return new RunSettings(
                id, other, preset, auto, seed, folder, commandLine, wiregaugeVersion, budget);
    }

    public Scenario.Preset chosen() {
        return scenario.preset(preset);
    }
}
