package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.evidence.PathEvidence;

import java.util.List;
import java.util.function.Predicate;

/// One family of faults. A pure function: the same evidence gives the same findings.
interface Rule {
    /// @param explained paths whose trouble an earlier rule has named the cause of already; a rule
    ///   that works from symptoms leaves them out
    List<Diagnosed> judge(View view, Predicate<PathEvidence> explained);
}
