package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.RunSettings;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The options of every command that measures.
final class RunFlags {
    private static final DateTimeFormatter FOLDER_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "MODE",
            completionCandidates = Candidates.Modes.class,
            description =
                    "Modes to compare; ratios refer to the first (default: as the scenario says).")
    private List<String> modes = List.of();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "How long and how often: quick, standard, thorough (default: as the scenario says).")
    private Optional<String> preset = Optional.empty();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Measured blocks, 1 to 1000; below 5 the verdict is inconclusive.")
    private Optional<Integer> repeats = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description =
                    "Order of trials; the same seed gives the same order (default: drawn and recorded).")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run folder (default: runs/<time>-<scenario>).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--quiet", description = "Print the result only.")
    private boolean quiet;

    @Option(names = "--json", description = "Print run.json instead of text.")
    private boolean json;

    @Option(
            names = "--dry-run",
            description = "Print what would be built and measured, and do nothing.")
    private boolean dryRun;

    boolean quiet() {
        return quiet || json;
    }

    boolean json() {
        return json;
    }

    boolean dryRun() {
        return dryRun;
    }

    /// @param id short and unique on this machine: it becomes part of the names of all that is made
    RunSettings settings(String id, Scenario written, Clock clock, RandomGenerator random) {
        String chosen = preset.orElse(written.defaultPreset());
        written.preset(chosen);
        Scenario scenario = overridden(written, chosen);
        Path folder =
                out.orElseGet(() ->
                        Path.of(
                                "runs",
                                FOLDER_TIME.format(clock.instant()) + "-" + scenario.name()));
        List<String> typed = spec.commandLine().getParseResult().originalArgs();
        return new RunSettings(
                id,
                scenario,
                chosen,
                seed.orElseGet(random::nextLong),
                folder,
                typed,
                Version.current());
    }

    private Scenario overridden(Scenario scenario, String chosen) {
        List<Mode> wanted =
                modes.isEmpty()
                        ? scenario.modes()
                        : modes.stream()
                                .map(id -> ModeNames.parse(spec.commandLine(), id))
                                .distinct()
                                .toList();
        Map<String, Scenario.Preset> presets = new HashMap<>(scenario.presets());
        try {
            repeats.ifPresent(count ->
                    presets.put(
                            chosen,
                            new Scenario.Preset(
                                    count,
                                    scenario.preset(chosen).timing(),
                                    scenario.preset(chosen).moreWorkloads())));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return new Scenario(
                scenario.name(),
                scenario.title(),
                wanted,
                scenario.paths(),
                scenario.workloads(scenario.preset(chosen)),
                scenario.baseline(),
                scenario.congestionControl(),
                scenario.wireLimit(),
                presets,
                scenario.defaultPreset());
    }
}
