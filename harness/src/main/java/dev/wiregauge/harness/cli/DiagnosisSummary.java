package dev.wiregauge.harness.cli;

import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A diagnosis for a terminal: worst first, then what could not be checked, then the MTU to set.
final class DiagnosisSummary {
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final Diagnosis diagnosis;
    private final boolean details;
    private final boolean color;

    /// @param details whether evidence and paths are shown, not only cause and fix
    DiagnosisSummary(Diagnosis diagnosis, boolean details, boolean color) {
        this.diagnosis = diagnosis;
        this.details = details;
        this.color = color;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(verdict());
        diagnosis.findings().forEach(finding -> add(finding, lines));
        if (!diagnosis.notChecked().isEmpty()) {
            lines.add("");
            lines.add("Not checked:");
            diagnosis
                    .notChecked()
                    .forEach(each ->
                            lines.add(
                                    "  could not check %s because %s"
                                            .formatted(each.what(), each.why())));
        }
        if (!diagnosis.advice().isEmpty()) {
            lines.add("");
            lines.add("Largest right pod MTU:");
            diagnosis
                    .advice()
                    .forEach(each ->
                            lines.add("  %-18s %s".formatted(each.mode().id(), each.arithmetic())));
        }
        return lines;
    }

    private String verdict() {
        String looked = "%d paths looked at".formatted(diagnosis.pathsProbed());
        int count = diagnosis.findings().size();
        if (count > 0) {
            return count + (count == 1 ? " finding, " : " findings, ") + looked;
        }
        return diagnosis.notChecked().isEmpty()
                ? paint(GREEN, "no fault found, ") + looked
                : "no fault found, but not everything could be checked; " + looked;
    }

    private void add(Finding finding, List<String> lines) {
        lines.add("");
        lines.add(
                "%s %s  %s"
                        .formatted(
                                paint(
                                        colorOf(finding.severity()),
                                        finding.severity().name().toLowerCase(Locale.ROOT)),
                                finding.id(),
                                finding.title()));
        lines.add("  where:  %s, direction %s".formatted(finding.place(), finding.direction()));
        lines.add("  cause:  " + finding.cause());
        lines.add("  fix:    " + finding.fix());
        lines.add("  sure:   " + finding.confidence());
        if (details) {
            finding.evidence().forEach(each -> lines.add("  - " + each));
            finding.paths().forEach(each -> lines.add("  path    " + each));
        } else {
            finding.evidence().stream().limit(2).forEach(each -> lines.add("  - " + each));
        }
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
