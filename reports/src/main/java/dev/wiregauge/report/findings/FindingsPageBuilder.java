package dev.wiregauge.report.findings;

import dev.wiregauge.report.findings.FindingsPage.Fact;
import dev.wiregauge.report.findings.FindingsPage.Fault;
import dev.wiregauge.report.findings.FindingsPage.Link;
import dev.wiregauge.report.findings.FindingsPage.NameRow;
import dev.wiregauge.report.findings.FindingsPage.PathGroup;
import dev.wiregauge.report.findings.FindingsPage.PathRow;
import dev.wiregauge.report.findings.ProbeCells.Cell;
import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.Finding;
import dev.wiregauge.result.evidence.DnsEvidence.Lookup;
import dev.wiregauge.result.evidence.DnsEvidence.Query;
import dev.wiregauge.result.evidence.Evidence;
import dev.wiregauge.result.evidence.PathEvidence;
import dev.wiregauge.scenario.Path;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// From a diagnosis and its evidence to what the page says.
final class FindingsPageBuilder {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final Diagnosis diagnosis;
    private final Evidence evidence;
    private final ProbeCells cells;

    FindingsPageBuilder(Diagnosis diagnosis, Evidence evidence) {
        this.diagnosis = diagnosis;
        this.evidence = evidence;
        this.cells = new ProbeCells(evidence.intent());
    }

    FindingsPage build() {
        return new FindingsPage(
                "Diagnosis · " + diagnosis.id(),
                DiagnosisWords.style(diagnosis),
                DiagnosisWords.verdict(diagnosis),
                DiagnosisWords.answer(diagnosis),
                WHEN.format(diagnosis.startedAt()),
                where(),
                faults(),
                diagnosis.notChecked(),
                NodeMap.of(evidence),
                evidence.paths().stream()
                        .findFirst()
                        .map(path -> cells.of(path).stream().map(Cell::probe).toList())
                        .orElse(List.of()),
                groups(),
                evidence.paths().size(),
                names(),
                SourcesSeen.of(evidence),
                diagnosis.advice(),
                facts(),
                "Wiregauge " + diagnosis.wiregaugeVersion() + " from diagnosis " + diagnosis.id());
    }

    private String where() {
        long seconds = Duration.between(diagnosis.startedAt(), diagnosis.finishedAt()).toSeconds();
        return "%s with %d nodes, %d paths in %d s"
                .formatted(
                        diagnosis.testbed(),
                        evidence.intent().nodes().size(),
                        diagnosis.pathsProbed(),
                        seconds);
    }

    private static String anchor(int index) {
        return "finding-" + (index + 1);
    }

    private List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < diagnosis.findings().size(); i++) {
            faults.add(fault(diagnosis.findings().get(i), anchor(i)));
        }
        return faults;
    }

    private Fault fault(Finding finding, String anchor) {
        List<EvidenceLine> lines = finding.evidence().stream().map(EvidenceLine::of).toList();
        List<EvidenceLine> views = EvidenceLine.views(lines);
        Optional<PathDrawing> drawing = PathDrawing.of(evidence, finding, anchor + "-drawing");
        return new Fault(
                anchor,
                finding.id(),
                finding.title(),
                DiagnosisWords.severity(finding),
                finding.place(),
                finding.direction(),
                views,
                lines.stream().filter(line -> !views.contains(line)).toList(),
                finding.cause(),
                finding.fix(),
                finding.confidence(),
                finding.paths(),
                drawing.map(PathDrawing::svg).orElse(""),
                drawing.map(PathDrawing::caption).orElse(""));
    }

    private List<PathGroup> groups() {
        List<PathGroup> groups = new ArrayList<>();
        for (Path kind : Path.values()) {
            List<PathRow> rows =
                    evidence.paths().stream()
                            .filter(path -> path.kind() == kind)
                            .map(this::row)
                            .toList();
            if (!rows.isEmpty()) {
                groups.add(new PathGroup(Words.of(kind), rows));
            }
        }
        return groups;
    }

    private PathRow row(PathEvidence path) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < diagnosis.findings().size(); i++) {
            Finding finding = diagnosis.findings().get(i);
            if (finding.paths().contains(path.name())) {
                links.add(new Link(anchor(i), finding.id()));
            }
        }
        return new PathRow(
                path.name(),
                path.mode().map(mode -> mode.id()).orElse(""),
                cells.worst(path),
                cells.of(path),
                links);
    }

    private List<NameRow> names() {
        return evidence.names().orElse(List.of()).stream()
                .flatMap(pod -> pod.lookups().stream().map(lookup -> name(pod.pod(), lookup)))
                .toList();
    }

    private static NameRow name(String pod, Lookup lookup) {
        boolean found = !lookup.addresses().isEmpty();
        boolean heard = lookup.queries().stream().anyMatch(Query::answered);
        boolean allHeard = lookup.queries().stream().allMatch(Query::answered);
        String answer =
                found
                        ? String.join(", ", lookup.addresses())
                        : lookup.queries().stream()
                                .map(Query::outcome)
                                .distinct()
                                .collect(Collectors.joining(", "));
        PathState state =
                !heard
                        ? PathState.BROKEN
                        : !allHeard ? PathState.WORSE : found ? PathState.GOOD : PathState.SEEN;
        return new NameRow(
                pod,
                lookup.name(),
                state,
                answer,
                lookup.queries().size(),
                lookup.elapsedMillis() + " ms");
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        DiagnosisWords.settings(diagnosis.testbed(), diagnosis.settings())
                .forEach((name, value) -> facts.add(new Fact(name, value)));
        DiagnosisWords.facts(evidence).forEach((name, value) -> facts.add(new Fact(name, value)));
        return facts;
    }
}
