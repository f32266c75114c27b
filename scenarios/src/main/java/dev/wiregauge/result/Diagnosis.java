package dev.wiregauge.result;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import java.time.Instant;
import java.util.List;

/// What a diagnosis concluded; stored as `findings.json`, beside the evidence it rests on.
///
/// @param pathsProbed how many ordered paths were looked at
/// @param findings worst first
/// @param notChecked what could not be found out: while it holds anything, nothing is "all clear"
/// @param advice the MTU that pods should have, by mode
public record Diagnosis(
        int schemaVersion,
        String id,
        String wiregaugeVersion,
        String testbed,
        Instant startedAt,
        Instant finishedAt,
        Settings settings,
        int pathsProbed,
        List<Finding> findings,
        List<NotChecked> notChecked,
        List<MtuRecommendation> advice) {
    public static final int SCHEMA_VERSION = 2;

    public Diagnosis {
        findings = List.copyOf(findings);
        notChecked = List.copyOf(notChecked);
        advice = List.copyOf(advice);
    }

    /// What the user asked for.
    ///
    /// @param modes by their ids
    /// @param failOn least severity that makes the diagnosis fail
    /// @param injected faults that the lab was broken with on purpose
    public record Settings(List<String> modes, int nodes, Severity failOn, List<String> injected) {
        public Settings {
            modes = List.copyOf(modes);
            injected = List.copyOf(injected);
        }
    }

    /// What a diagnosis comes to.
    public enum Outcome {
        /// Everything was checked, and nothing is as bad as asked for.
        PASS,
        /// Some finding is at least as bad.
        FAIL,
        /// None is, but something could not be checked.
        INCONCLUSIVE
    }

    /// Never [Outcome#PASS] while something could not be checked.
    public Outcome outcome() {
        if (holds(settings.failOn())) {
            return Outcome.FAIL;
        }
        return notChecked.isEmpty() ? Outcome.PASS : Outcome.INCONCLUSIVE;
    }

    /// Whether any finding is at least this bad.
    public boolean holds(Severity severity) {
        return findings.stream().anyMatch(each -> each.severity().compareTo(severity) >= 0);
    }
}
