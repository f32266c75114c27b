package dev.wiregauge.result;

import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Everything one invocation settled, planned, proved and concluded; the trials stand beside it, a
/// line each.
///
/// @param schemaVersion of the run folder; see [#SCHEMA_VERSION]
/// @param preset name of the preset in force
/// @param seed of the order of trials; the same seed gives the same order
/// @param plannedTrials measured trials of the plan, without repeated blocks
/// @param tunnels who makes each mode's tunnel, such as `tunl0 look-alike (eBPF by TCX)`
/// @param notes what a reader must know, such as `another run measured on this machine meanwhile`
public record Run(
        int schemaVersion,
        String id,
        String wiregaugeVersion,
        String testbed,
        List<String> commandLine,
        Instant startedAt,
        Instant finishedAt,
        Scenario scenario,
        String preset,
        long seed,
        int plannedTrials,
        Environment environment,
        Map<Mode, String> tunnels,
        List<WireProof> proofs,
        List<String> notes,
        Verdict verdict) {

    /// Raised when a reader of the older version would misunderstand a newer folder.
    public static final int SCHEMA_VERSION = 1;

    public Run {
        commandLine = List.copyOf(commandLine);
        proofs = List.copyOf(proofs);
        notes = List.copyOf(notes);
    }

    public Scenario.Preset settings() {
        return scenario.preset(preset);
    }
}
