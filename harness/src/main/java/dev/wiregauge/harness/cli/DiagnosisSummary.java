package dev.wiregauge.harness.cli;

import dev.wiregauge.report.findings.DiagnosisWords;
import dev.wiregauge.report.findings.SourcesSeen;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.MtuRecommendation;
import dev.wiregauge.result.evidence.Evidence;

import java.util.ArrayList;
import java.util.List;

/// A diagnosis for a terminal: facts, verdict, findings worst first, what could not be checked, the
/// MTU to set, the next step.
final class DiagnosisSummary {
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final Diagnosis diagnosis;
    private final Evidence evidence;
    private final Detail detail;
    private final boolean color;

    /// How much is said.
    enum Detail {
        /// Verdict, findings and what could not be checked, a line each.
        RESULT,
        /// Facts, fixes, MTUs and the next step as well.
        USUAL,
        /// Everything: causes, evidence, paths, settings.
        ALL
    }

    DiagnosisSummary(Diagnosis diagnosis, Evidence evidence, Detail detail, boolean color) {
        this.diagnosis = diagnosis;
        this.evidence = evidence;
        this.detail = detail;
        this.color = color;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (detail != Detail.RESULT) {
            DiagnosisWords.facts(evidence)
                    .forEach((name, value) -> lines.add("  %-18s %s".formatted(name, value)));
            lines.add("");
        }
        lines.add(verdict());
        diagnosis.findings().forEach(finding -> add(finding, lines));
        diagnosis
                .notChecked()
                .forEach(each ->
                        lines.add(
                                "could not check %s because %s"
                                        .formatted(each.what(), each.why())));
        if (detail == Detail.ALL) {
            sources(lines);
        }
        if (detail != Detail.RESULT) {
            advice(lines);
            lines.add("");
            lines.add("Next:     " + next());
        }
        return lines;
    }

    private String verdict() {
        String answer = DiagnosisWords.answer(diagnosis);
        return switch (diagnosis.outcome()) {
            case PASS -> paint(GREEN, answer);
            case FAIL -> paint(RED, answer);
            case INCONCLUSIVE -> paint(YELLOW, answer);
        };
    }

    private void add(Finding finding, List<String> lines) {
        boolean both = finding.direction().equals("both");
        lines.add(
                "%s %s  %s [%s%s]"
                        .formatted(
                                paint(
                                        colorOf(finding.severity()),
                                        "%-8s".formatted(DiagnosisWords.severity(finding))),
                                finding.id(),
                                finding.title(),
                                finding.place(),
                                both ? "" : ", " + finding.direction()));
        switch (detail) {
            case RESULT -> {}
            case USUAL -> lines.add("  fix:     " + finding.fix());
            case ALL -> {
                lines.add(
                        "  where:   %s, direction %s"
                                .formatted(finding.place(), finding.direction()));
                lines.add("  cause:   " + finding.cause());
                lines.add("  fix:     " + finding.fix());
                lines.add("  sure:    " + finding.confidence());
                finding.evidence().forEach(each -> lines.add("  - " + each));
                finding.paths().forEach(each -> lines.add("  path     " + each));
                lines.add("");
            }
        }
    }

    private void sources(List<String> lines) {
        lines.add("");
        lines.add("Whose address servers see:");
        for (SourcesSeen.Row row : SourcesSeen.of(evidence)) {
            lines.add(
                    "  %-36s %s%s"
                            .formatted(
                                    row.flow(),
                                    row.seenAs(),
                                    row.asExpected()
                                            ? ", as it should"
                                            : ", should be " + row.expected()));
        }
    }

    private void advice(List<String> lines) {
        if (diagnosis.advice().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("Largest right pod MTU:");
        for (MtuRecommendation each : diagnosis.advice()) {
            lines.add("  %-18s %s%s".formatted(each.mode().id(), each.arithmetic(), present(each)));
            if (detail == Detail.ALL) {
                if (!each.note().isEmpty()) {
                    lines.add("    " + each.note());
                }
                each.variants()
                        .forEach(variant ->
                                lines.add("    " + variant.when() + ": " + variant.arithmetic()));
                each.settings()
                        .forEach(setting ->
                                lines.add("    " + setting.where() + ": " + setting.line()));
            } else if (each.differs() && !each.settings().isEmpty()) {
                lines.add(
                        "    %s: %s"
                                .formatted(
                                        each.settings().getFirst().where(),
                                        each.settings().getFirst().line()));
            }
        }
    }

    private static String present(MtuRecommendation advice) {
        if (advice.present().isEmpty()) {
            return "";
        }
        return advice.differs() ? "; pods have " + words(advice.present()) : "; pods have it";
    }

    private static String words(List<Integer> numbers) {
        return String.join(", ", numbers.stream().map(String::valueOf).toList());
    }

    private String next() {
        String show = detail == Detail.ALL ? "" : " (--details shows causes and evidence)";
        if (!diagnosis.findings().isEmpty()) {
            return "mend the first finding, then diagnose again: later ones often follow from it"
                    + show;
        }
        if (!diagnosis.notChecked().isEmpty()) {
            return "remove what stood in the way, then diagnose again: this is no all-clear";
        }
        return diagnosis.advice().stream().anyMatch(MtuRecommendation::differs)
                ? "nothing is broken; the MTU of some pods could be better, as said above"
                : "nothing to change; wiregauge compare measures what each mode costs";
    }

    private static String colorOf(Finding.Severity severity) {
        return switch (severity) {
            case CRITICAL, ERROR -> RED;
            case WARNING -> YELLOW;
            case INFO -> PLAIN;
        };
    }

    private String paint(String code, String text) {
        return color ? code + text + PLAIN : text;
    }
}
