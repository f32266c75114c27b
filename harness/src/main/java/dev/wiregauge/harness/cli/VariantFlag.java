package dev.wiregauge.harness.cli;

import dev.wiregauge.json.Names;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.Variant;
import dev.wiregauge.yaml.Nearest;
import dev.wiregauge.yaml.Problem;
import dev.wiregauge.yaml.RecordYaml;
import dev.wiregauge.yaml.YamlException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads `--variant B=uplink-rate=95Mbit,mode=vxlan`.
final class VariantFlag {
    /// What a variant may set: the keys of the scenario file.
    static final List<String> KEYS =
            Arrays.stream(Variant.class.getRecordComponents())
                    .map(RecordComponent::getName)
                    .filter(name -> !name.equals("name"))
                    .map(name -> Names.kebab(Names.snake(name)))
                    .toList();

    /// Neither value nor name may be more than a plain word of YAML.
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]+");

    private VariantFlag() {}

    /// @param modesGiven whether the user also chose modes, which variants that name their own
    ///   would override
    static Scenario apply(
            CommandLine line, Scenario scenario, List<String> given, boolean modesGiven) {
        List<Variant> variants = given.stream().map(each -> parse(line, each)).toList();
        if (modesGiven && variants.stream().anyMatch(v -> v.mode().isPresent())) {
            throw new ParameterException(
                    line, "--modes and a variant's mode exclude each other: leave one out");
        }
        try {
            return scenario.withVariants(variants);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "--variant: " + e.getMessage(), e);
        }
    }

    static Variant parse(CommandLine line, String given) {
        String[] parts = given.split("=", 2);
        String option = "--variant " + parts[0] + ": ";
        StringBuilder yaml = new StringBuilder("name: \"" + word(line, option, parts[0]) + "\"\n");
        String settings = parts.length == 1 ? "" : parts[1];
        for (String setting : settings.isEmpty() ? new String[0] : settings.split(",", -1)) {
            String[] pair = setting.split("=", 2);
            if (pair.length != 2 || !KEYS.contains(pair[0])) {
                throw new ParameterException(
                        line,
                        option
                                + (pair.length != 2
                                        ? "\""
                                                + setting
                                                + "\" is no KEY=VALUE, allowed keys: "
                                                + String.join(", ", KEYS)
                                        : Nearest.refusal("key", pair[0], KEYS)));
            }
            yaml.append(pair[0] + ": " + word(line, option, pair[1]) + "\n");
        }
        try {
            return RecordYaml.read(option, yaml.toString(), Variant.class);
        } catch (YamlException e) {
            throw new ParameterException(
                    line,
                    option
                            + e.problems().stream()
                                    .map(Problem::message)
                                    .collect(Collectors.joining("; ")),
                    e);
        }
    }

    private static String word(CommandLine line, String option, String text) {
        if (!WORD.matcher(text).matches()) {
            throw new ParameterException(
                    line,
                    option + "\"" + text + "\" is not allowed: letters, digits, dots, hyphens");
        }
        return text;
    }
}
