package dev.wiregauge.report.findings;

import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.NetworkFacts;
import dev.wiregauge.result.evidence.NetworkFacts.Link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A diagnosis in words: the same ones on a page and in a terminal.
public final class DiagnosisWords {
    private DiagnosisWords() {}

    public static String severity(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    /// A class of the style sheet.
    static String style(Diagnosis diagnosis) {
        return switch (diagnosis.outcome()) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case INCONCLUSIVE -> "inconclusive";
        };
    }

    static String verdict(Diagnosis diagnosis) {
        return switch (diagnosis.outcome()) {
            case PASS -> diagnosis.findings().isEmpty() ? "No fault found" : "Passed";
            case FAIL -> "Faults found";
            case INCONCLUSIVE -> "Not all checked";
        };
    }

    /// What was found, in a sentence.
    public static String answer(Diagnosis diagnosis) {
        String looked = diagnosis.pathsProbed() + " paths looked at";
        if (diagnosis.findings().isEmpty()) {
            return diagnosis.notChecked().isEmpty()
                    ? "No fault found: " + looked + "."
                    : "No fault found, but not everything could be checked: " + looked + ".";
        }
        String rest =
                diagnosis.notChecked().isEmpty() ? "." : ", and not everything could be checked.";
        return counts(diagnosis) + ", " + looked + rest;
    }

    private static String counts(Diagnosis diagnosis) {
        List<String> parts = new ArrayList<>();
        for (Severity severity : List.of(Severity.values()).reversed()) {
            long count =
                    diagnosis.findings().stream()
                            .filter(each -> each.severity() == severity)
                            .count();
            if (count > 0) {
                parts.add(count + " " + severity.name().toLowerCase(Locale.ROOT));
            }
        }
        int all = diagnosis.findings().size();
        return String.join(", ", parts) + (all == 1 ? " finding" : " findings");
    }

    /// What the user asked for, in the order to be shown.
    ///
    /// @param testbed its kind
    public static Map<String, String> settings(String testbed, Diagnosis.Settings settings) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("testbed", testbed + ", " + settings.nodes() + " nodes");
        lines.put("modes", String.join(", ", settings.modes()));
        lines.put("fails on", settings.failOn().name().toLowerCase(Locale.ROOT) + " and worse");
        if (!settings.injected().isEmpty()) {
            lines.put("broken on purpose", String.join(", ", settings.injected()));
        }
        return lines;
    }

    /// What the nodes are, in the order to be shown.
    public static Map<String, String> facts(Evidence evidence) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (Evidence.NodeIntent node : evidence.intent().nodes()) {
            Optional<NetworkFacts> kernel =
                    Optional.ofNullable(evidence.kernels().get(node.name()));
            String mtu =
                    kernel.flatMap(facts -> facts.link(node.uplink()))
                            .map(Link::mtuBytes)
                            .map(bytes -> ", MTU " + bytes)
                            .orElse("");
            String read = kernel.isEmpty() ? ", its kernel was not read" : "";
            lines.put(node.name(), node.address() + " on " + node.uplink() + mtu + read);
        }
        return lines;
    }
}
