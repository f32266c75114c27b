package dev.wiregauge.report.gate;

import dev.wiregauge.report.EnvironmentCheck;
import dev.wiregauge.report.History;
import dev.wiregauge.report.Metric;
import dev.wiregauge.result.Cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Compares a candidate with a baseline by a policy. Pure: what was read from the run folders goes
/// in, a result comes out.
///
/// @param ignoreEnvironment compares runs of unlike machines, and says that it did
/// @param assumedCv spread between runs to be taken on trust where the history is too short, such
///   as 0.03
public record Gate(Policy policy, boolean ignoreEnvironment, OptionalDouble assumedCv) {

    public GateResult judge(GateSide baseline, GateSide candidate) {
        requireCommonCells(baseline, candidate);
        List<String> differences =
                EnvironmentCheck.differences(baseline.latest().run(), candidate.latest().run());
        if (!differences.isEmpty() && !ignoreEnvironment) {
            return result(
                    baseline,
                    candidate,
                    differences,
                    Optional.of(
                            "the machines differ ("
                                    + String.join("; ", differences)
                                    + "), and a difference between machines is no regression"),
                    List.of());
        }
        List<Check> checks = new ArrayList<>();
        checks.addAll(new ChangeChecks(policy, baseline, candidate, assumedCv).checks());
        checks.addAll(new BoundChecks(policy, candidate).checks());
        checks.addAll(new WireChecks(policy, candidate.latest()).checks());
        if (checks.isEmpty()) {
            throw new GateException(
                    "policy "
                            + policy.name()
                            + " has no rule that applies to any cell of the candidate");
        }
        return result(baseline, candidate, differences, Optional.empty(), checks);
    }

    /// Judges the variants of one run against its first; needs no baseline.
    public GateResult judgeVariants(GateSide run) {
        if (run.latest().run().scenario().variants().isEmpty()) {
            throw new GateException(
                    run.name()
                            + " has no variants: a run alone can be judged only where it was"
                            + " measured with --variant; else give BASELINE and CANDIDATE");
        }
        List<Policy.Change> rules =
                policy.changes().orElse(List.of()).stream()
                        .filter(rule -> rule.against() == Policy.Against.VARIANT)
                        .toList();
        Policy own =
                new Policy(
                        policy.name(),
                        policy.confidence(),
                        Optional.of(rules),
                        policy.bounds(),
                        policy.wire());
        String first = "variant " + run.latest().reference();
        return new Gate(own, ignoreEnvironment, assumedCv)
                .judge(new GateSide(first, run.series()), run);
    }

    private static void requireCommonCells(GateSide baseline, GateSide candidate) {
        Set<Cell> common = candidate.cells();
        common.retainAll(baseline.cells());
        if (common.isEmpty()) {
            throw new GateException(
                    "baseline ("
                            + baseline.latest().run().scenario().name()
                            + ") and candidate ("
                            + candidate.latest().run().scenario().name()
                            + ") have no cell in common: nothing can be compared");
        }
    }

    private GateResult result(
            GateSide baseline,
            GateSide candidate,
            List<String> differences,
            Optional<String> refused,
            List<Check> checks) {
        return new GateResult(
                policy,
                baseline.name(),
                candidate.name(),
                baseline.runs().size(),
                candidate.runs().size(),
                differences,
                refused,
                checks,
                refused.isPresent()
                        ? List.of()
                        : new UnjudgedChanges(policy, baseline, candidate)
                                .words().stream().toList(),
                History.changes(baseline.series(), Metric.GOODPUT));
    }
}
