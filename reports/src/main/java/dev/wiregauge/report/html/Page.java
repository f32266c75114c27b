package dev.wiregauge.report.html;

import dev.wiregauge.report.chart.Chart;

import java.util.List;

/// What the template shows, every number already in words. Nothing here is markup but the charts.
///
/// @param verdict `pass`, `fail` or `inconclusive`, also a class of the style sheet
record Page(
        String title,
        String question,
        String verdict,
        String verdictWord,
        List<String> verdictReasons,
        String answer,
        String proofAnswer,
        String when,
        String where,
        String contender,
        List<Card> cards,
        List<Table> tables,
        List<LimitedLine> limited,
        String limitedTitle,
        List<ProofLine> proofs,
        List<ProofReason> proofReasons,
        List<BulkLine> bulk,
        List<LegendItem> hopModes,
        List<HopGroup> hops,
        List<String> hopNotes,
        List<FigureGroup> figures,
        List<PublishedLine> published,
        List<SetAsideLine> setAside,
        List<CaptureLine> captures,
        List<TrialLine> trials,
        int trialsInAll,
        List<Fact> settings,
        List<Fact> environment,
        List<String> nodes,
        List<Fact> kernelSettings,
        List<String> caveats,
        String intervals,
        String madeBy) {

    /// Heading of the first table.
    public String contenders() {
        return contender.equals("mode") ? "The modes" : "The variants";
    }

    record Fact(String name, String value) {}

    /// A mode or variant at a glance.
    ///
    /// @param settings of a variant, in words; empty for a mode
    /// @param position which series colour it has, from 1
    record Card(
            String name,
            String settings,
            int position,
            boolean reference,
            boolean proved,
            String overhead,
            String seen,
            String largest,
            List<CardLine> lines) {}

    /// @param tone `worse`, `better` or `same`
    record CardLine(String what, String value, String note, String tone) {}

    /// All paths of one workload.
    ///
    /// @param floor what the instrument adds by itself, empty where there is nothing to say
    /// @param leftOut which metrics have no value in any trial, and why; empty if all have some
    record Table(
            String title,
            String subtitle,
            String floor,
            List<String> metrics,
            List<Group> groups,
            String leftOut) {}

    /// @param detectable the smallest changes that the row would have shown, in words
    record Group(String title, String id, boolean control, String detectable, List<Line> lines) {}

    record Line(
            String mode,
            int position,
            List<CellView> cells,
            String trials,
            String wire,
            String wireTone,
            String problem) {}

    /// @param key the value as a bare number, for sorting; empty where there is none
    /// @param forest an SVG of the interval, empty where there is none
    record CellView(
            String metric,
            String value,
            String key,
            String ratio,
            String interval,
            String tone,
            String toHost,
            String forest) {}

    record LimitedLine(
            String mode,
            int position,
            String measured,
            String expected,
            String share,
            String arithmetic,
            String trials) {}

    record ProofLine(
            String mode,
            int position,
            String direction,
            String seen,
            String overhead,
            String outer,
            String dontFragment,
            String sourcePorts,
            String largest,
            String podMtu,
            String packets,
            String tunnel,
            boolean proved) {}

    record ProofReason(String mode, String reason) {}

    /// @param problem why nothing was counted, or empty
    record BulkLine(
            String mode,
            int position,
            String frames,
            String naive,
            String packets,
            String headers,
            String overhead,
            String retransmits,
            String problem) {}

    /// Parts of a round trip in one direction.
    record HopGroup(String title, List<HopLine> lines) {}

    record HopLine(String part, List<HopCell> cells) {}

    record HopCell(String mode, String median, String more) {}

    /// Charts of one kind.
    ///
    /// @param width `narrow`, `wide` or `whole`, a class of the style sheet
    record FigureGroup(
            String title,
            String text,
            String width,
            List<LegendItem> legend,
            List<Figure> figures) {}

    record LegendItem(String name, int position) {}

    /// @param trials numbers of those it was drawn from and that the page lists, the first few
    /// @param moreTrials how many there are besides
    record Figure(String caption, Chart chart, List<Integer> trials, int moreTrials) {}

    /// A figure of others beside the same quantity of this run.
    record PublishedLine(
            String mode,
            String what,
            String published,
            String here,
            String of,
            String address,
            String date,
            String hardware,
            String kernel) {}

    record SetAsideLine(String reason, int count, String trials) {}

    record CaptureLine(
            String file,
            String mode,
            String node,
            String interfaceName,
            String captured,
            String dropped,
            String filter) {}

    record TrialLine(
            int number,
            int block,
            int attempt,
            String cell,
            String value,
            String key,
            String detail,
            String cpu,
            String servedBy,
            String verdict,
            String reason) {}
}
