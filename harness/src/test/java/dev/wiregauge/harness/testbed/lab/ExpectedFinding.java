package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.diagnose.Judge;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.Evidence;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a diagnosis of a lab with one fault must say: the right id, the right place, the right
/// direction.
public record ExpectedFinding(String fault, String id, LabFault.Place place, Set<String> besides) {

    /// How a diagnosis stands up to what was expected.
    public enum Outcome {
        NAMED,
        MISSED,
        /// Something was found, but not this, or not there, or more than this.
        WRONGLY_NAMED;

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public static ExpectedFinding of(String fault) {
        LabFault known = LabFaults.find(fault);
        return new ExpectedFinding(
                known.id(), known.catalogueId(), known.place(), known.consequences());
    }

    public static List<Finding> aboveInfo(Evidence evidence) {
        return Judge.findings(evidence).stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .toList();
    }

    public boolean isNamedBy(Finding finding) {
        return finding.id().equals(id) && isAtPlace(finding);
    }

    private boolean isAtPlace(Finding finding) {
        boolean first = finding.place().contains("node1");
        boolean second = finding.place().contains("node2");
        return switch (place) {
            case FIRST_NODE -> first && !second;
            case SECOND_NODE -> second && !first;
            case FROM_FIRST_NODE -> leaves(finding, "node1");
            case FROM_SECOND_NODE -> leaves(finding, "node2");
            case SERVICE -> finding.place().matches("(Service|DNS server) .*");
            case EVERYWHERE -> first == second && finding.direction().equals("both");
        };
    }

    private static boolean leaves(Finding finding, String node) {
        Set<String> from =
                Arrays.stream(finding.direction().split(", ", -1))
                        .map(way -> way.split(" -> ", 2)[0])
                        .collect(Collectors.toCollection(TreeSet::new));
        return from.equals(Set.of(node));
    }

    public Outcome of(List<Finding> findings) {
        return of(List.of(this), findings);
    }

    /// Several faults at once: each is named, and nothing else is.
    public static Outcome of(List<ExpectedFinding> expected, List<Finding> findings) {
        if (findings.isEmpty()) {
            return Outcome.MISSED;
        }
        boolean all =
                expected.stream().allMatch(each -> findings.stream().anyMatch(each::isNamedBy));
        boolean nothingElse =
                findings.stream()
                        .allMatch(finding ->
                                expected.stream()
                                        .anyMatch(each ->
                                                each.isNamedBy(finding)
                                                        || each.besides().contains(finding.id())));
        return all && nothingElse ? Outcome.NAMED : Outcome.WRONGLY_NAMED;
    }

    /// One finding, for a table and for a failure's message.
    public static String words(Finding finding) {
        return "%s at %s, %s".formatted(finding.id(), finding.place(), finding.direction());
    }

    public static String words(List<Finding> findings) {
        return findings.isEmpty()
                ? "nothing"
                : findings.stream().map(ExpectedFinding::words).collect(Collectors.joining("; "));
    }
}
