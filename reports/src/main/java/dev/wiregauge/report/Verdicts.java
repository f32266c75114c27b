package dev.wiregauge.report;

import dev.wiregauge.result.Verdict;

import java.util.List;

/// Words for verdicts.
public final class Verdicts {
    private Verdicts() {}

    /// Empty for a pass.
    public static List<String> reasons(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass() -> List.of();
            case Verdict.Fail(List<String> reasons) -> reasons;
            case Verdict.Inconclusive(String reason) -> List.of(reason);
        };
    }

    public static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Pass ignored -> "pass";
            case Verdict.Fail ignored -> "fail";
            case Verdict.Inconclusive ignored -> "inconclusive";
        };
    }
}
