package dev.wiregauge.report.findings;

import dev.wiregauge.report.JunitXml;
import dev.wiregauge.report.JunitXml.Case;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.Evidence.NotChecked;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.List;

/// A diagnosis as CI servers show it: a case for each path, each finding and each thing that could
/// not be checked.
///
/// A finding fails its paths where it is as bad as the diagnosis was told to fail on, as the exit
/// code does; what could not be checked is an error, so that no CI shows it green.
public final class FindingsJunit {
    private FindingsJunit() {}

    public static String render(Diagnosis diagnosis, Evidence evidence) {
        List<Case> cases = new ArrayList<>();
        for (Finding finding : diagnosis.findings()) {
            cases.add(
                    new Case(
                            "findings",
                            finding.id() + " at " + finding.place(),
                            0,
                            verdict(diagnosis, List.of(finding))));
        }
        for (PathEvidence path : evidence.paths()) {
            List<Finding> hit =
                    diagnosis.findings().stream()
                            .filter(finding -> finding.paths().contains(path.name()))
                            .toList();
            cases.add(new Case(path.kind().id(), path.name(), 0, verdict(diagnosis, hit)));
        }
        for (NotChecked each : diagnosis.notChecked()) {
            cases.add(
                    new Case(
                            "not checked",
                            each.what(),
                            0,
                            new Verdict.Inconclusive(
                                    "could not check %s because %s"
                                            .formatted(each.what(), each.why()))));
        }
        return JunitXml.write("wiregauge diagnose", cases);
    }

    private static Verdict verdict(Diagnosis diagnosis, List<Finding> findings) {
        List<String> reasons =
                findings.stream()
                        .filter(each ->
                                each.severity().compareTo(diagnosis.settings().failOn()) >= 0)
                        .map(each ->
                                "%s %s: %s. Cause: %s. Fix: %s"
                                        .formatted(
                                                each.id(),
                                                each.place(),
                                                each.title(),
                                                each.cause(),
                                                each.fix()))
                        .toList();
        return reasons.isEmpty() ? new Verdict.Pass() : new Verdict.Fail(reasons);
    }
}
