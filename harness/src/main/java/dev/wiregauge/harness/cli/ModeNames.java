package dev.wiregauge.harness.cli;

import dev.wiregauge.scenario.Mode;
import dev.wiregauge.yaml.Nearest;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.util.Arrays;

/// Modes as the user types them.
final class ModeNames {
    private ModeNames() {}

    static Mode parse(CommandLine command, String id) {
        return Mode.of(id)
                .orElseThrow(() ->
                        new ParameterException(
                                command,
                                Nearest.refusal(
                                        "mode",
                                        id,
                                        Arrays.stream(Mode.values()).map(Mode::id).toList())));
    }
}
