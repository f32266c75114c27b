package dev.wiregauge.harness.cli;

import dev.wiregauge.harness.AutoRepeats;
import dev.wiregauge.harness.RunSettings;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.stats.StoppingRule;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;

import picocli.CommandLine.Mixin;
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

    private static final int LEAST_AUTO_REPEATS = 6;

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
            names = "--variant",
            paramLabel = "NAME[=KEY=VALUE,...]",
            description =
                    "A configuration to interleave with the others and compare with the first; give it"
                            + " 2 to 5 times. Keys: mode, congestion-control, uplink-rate, pod-mtu."
                            + " Without a key it is the scenario itself.")
    private List<String> variants = List.of();

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "How long and how often: quick, standard, thorough (default: as the scenario says).")
    private Optional<String> preset = Optional.empty();

    @Option(
            names = "--repeats",
            paramLabel = "N|auto",
            description =
                    "Measured blocks, 1 to 1000 (below 5 the verdict is inconclusive); auto measures until"
                            + " every interval is as narrow as --precision asks.")
    private Optional<String> repeats = Optional.empty();

    @Option(
            names = "--precision",
            paramLabel = "PERCENT",
            description =
                    "With --repeats auto: half the width of an interval (default: ${DEFAULT-VALUE}).")
    private double precisionPercent = 3;

    @Option(
            names = "--most-repeats",
            paramLabel = "N",
            description =
                    "With --repeats auto: the budget in blocks, 6 to 1000 (default: ${DEFAULT-VALUE}).")
    private int mostRepeats = 60;

    @Mixin private TrialFlags trials = new TrialFlags();

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

    @Mixin private BudgetFlags limits = new BudgetFlags();

    @Option(names = "--quiet", description = "Print the result only.")
    private boolean quiet;

    @Option(
            names = "--json",
            description =
                    "Print run.json (of a mesh mesh.json, with --dry-run the plan) instead of text.")
    private boolean json;

    @Option(
            names = "--dry-run",
            description = "Print what would be built and measured, and do nothing.")
    private boolean dryRun;

    BudgetFlags limits() {
        return limits;
    }

    /// As typed.
    List<Mode> modes() {
        return modes.stream()
                .map(id -> ModeNames.parse(spec.commandLine(), id))
                .distinct()
                .toList();
    }

    long seed(RandomGenerator random) {
        return seed.orElseGet(random::nextLong);
    }

    Path folder(Clock clock, String name) {
        return out.orElseGet(
                () -> Path.of("runs", FOLDER_TIME.format(clock.instant()) + "-" + name));
    }

    /// For what has no blocks to repeat.
    void refuseRepeats(String scenario) {
        if (repeats.isPresent() || preset.isPresent()) {
            throw refusal(
                    scenario + " has neither repeats nor presets; --pairs says how much of it");
        }
    }

    boolean namesModes() {
        return !modes.isEmpty();
    }

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
        long drawn = seed.orElseGet(random::nextLong);
        List<String> typed = spec.commandLine().getParseResult().originalArgs();
        return new RunSettings(
                id,
                scenario,
                chosen,
                auto()
                        ? Optional.of(stoppingRule(scenario.contenders().getFirst(), drawn))
                        : Optional.empty(),
                drawn,
                folder,
                typed,
                Version.current(),
                limits.budget());
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
        Scenario.Preset preset = scenario.preset(chosen);
        presets.put(
                chosen,
                trials.timed(repeats.map(given -> withRepeats(given, preset)).orElse(preset)));
        Scenario changed =
                new Scenario(
                        scenario.name(),
                        scenario.title(),
                        wanted,
                        scenario.paths(),
                        scenario.workloads(scenario.preset(chosen)).stream()
                                .map(limits.budget()::capped)
                                .distinct()
                                .toList(),
                        scenario.baseline(),
                        scenario.congestionControl(),
                        scenario.wireLimit().map(limit -> trials.timed(limit, repeatsGiven())),
                        scenario.variants(),
                        trials.placement(scenario.placement()),
                        scenario.sockets(),
                        presets,
                        scenario.defaultPreset());
        return variants.isEmpty()
                ? changed
                : VariantFlag.apply(spec.commandLine(), changed, variants, !modes.isEmpty());
    }

    private Scenario.Preset withRepeats(String given, Scenario.Preset written) {
        try {
            int count = auto() ? mostRepeats : Integer.parseInt(given);
            return new Scenario.Preset(count, written.timing(), written.moreWorkloads());
        } catch (NumberFormatException e) {
            throw refusal("repeats is \"" + given + "\", allowed: 1 to 1000, or auto");
        } catch (IllegalArgumentException e) {
            throw refusal(String.valueOf(e.getMessage()));
        }
    }

    private AutoRepeats stoppingRule(String reference, long drawn) {
        try {
            StoppingRule rule =
                    new StoppingRule(
                            precisionPercent / 100,
                            Comparison.LEVEL,
                            LEAST_AUTO_REPEATS,
                            mostRepeats);
            return new AutoRepeats(rule, reference, drawn);
        } catch (IllegalArgumentException e) {
            throw refusal(
                    "precision is %s %% and most-repeats %d, allowed: above 0 and below 100 %%, 6 to 1000"
                            .formatted(precisionPercent, mostRepeats));
        }
    }

    /// A number of blocks; empty also where the run finds it out.
    private Optional<Integer> repeatsGiven() {
        return auto() ? Optional.empty() : repeats.map(Integer::parseInt);
    }

    private boolean auto() {
        return repeats.filter("auto"::equals).isPresent();
    }

    private ParameterException refusal(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
