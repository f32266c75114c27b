package dev.wiregauge.result;

import dev.wiregauge.result.evidence.Evidence.NotChecked;
import dev.wiregauge.scenario.Mode;

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
        int pathsProbed,
        List<Finding> findings,
        List<NotChecked> notChecked,
        List<MtuRecommendation> advice) {
    public static final int SCHEMA_VERSION = 1;

    public Diagnosis {
        findings = List.copyOf(findings);
        notChecked = List.copyOf(notChecked);
        advice = List.copyOf(advice);
    }

    /// @param podMtuBytes the largest that is right for this underlay and mode
    /// @param arithmetic such as `1500 (underlay) - 50 (VXLAN) = 1450`
    /// @param settings where it is set
    public record MtuRecommendation(
            Mode mode, int podMtuBytes, String arithmetic, String settings) {}

    /// Whether any finding is at least this bad.
    public boolean holds(Finding.Severity severity) {
        return findings.stream().anyMatch(each -> each.severity().compareTo(severity) >= 0);
    }
}
