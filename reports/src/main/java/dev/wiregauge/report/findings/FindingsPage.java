package dev.wiregauge.report.findings;

import dev.wiregauge.report.findings.ProbeCells.Cell;
import dev.wiregauge.result.MtuRecommendation;
import dev.wiregauge.result.evidence.Evidence.NotChecked;

import java.util.List;

/// What the templates show of a diagnosis, in words; nothing here is markup but the drawings.
///
/// @param verdict `pass`, `fail` or `inconclusive`, also a class of the style sheet
/// @param answer what was found, in a sentence
record FindingsPage(
        String title,
        String verdict,
        String verdictWord,
        String answer,
        String when,
        String where,
        List<Fault> faults,
        List<NotChecked> notChecked,
        List<NodeMap> maps,
        List<String> probes,
        List<PathGroup> groups,
        int pathsInAll,
        List<NameRow> names,
        List<SourcesSeen.Row> sources,
        List<MtuRecommendation> advice,
        List<Fact> facts,
        String madeBy) {

    record Fact(String name, String value) {}

    /// A finding.
    ///
    /// @param anchor its id within the page
    /// @param views what is held against each other: two lines, or one where all look from one
    ///   place
    /// @param more the rest of the evidence
    /// @param drawing an SVG; empty where no path is known to draw it on
    record Fault(
            String anchor,
            String id,
            String title,
            String severity,
            String place,
            String direction,
            List<EvidenceLine> views,
            List<EvidenceLine> more,
            String cause,
            String fix,
            String confidence,
            List<String> paths,
            String drawing,
            String caption) {}

    /// How a name was looked up from one pod.
    ///
    /// @param answer its addresses, or what came instead
    /// @param queries how many it took
    record NameRow(
            String pod, String name, PathState state, String answer, int queries, String took) {}

    /// Paths of one kind.
    record PathGroup(String title, List<PathRow> rows) {}

    /// @param faults of the findings that name this path
    record PathRow(
            String name, String mode, PathState state, List<Cell> cells, List<Link> faults) {}

    record Link(String anchor, String id) {}
}
