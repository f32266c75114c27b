package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.JunitXml;
import dev.wiregauge.report.SummaryMarkdown;
import dev.wiregauge.report.findings.FindingsHtml;
import dev.wiregauge.result.RunFolder;

import java.nio.file.Path;
import java.util.Optional;

/// Everything of a run folder that is derived: made again by every call, always the same from the
/// same record.
public final class ReportFiles {
    public static final String SUMMARY = "summary.md";
    public static final String JUNIT = "junit.xml";

    private ReportFiles() {}

    /// Writes `report.html`, `summary.md` and `junit.xml` beside the record.
    ///
    /// @return the report
    public static Path write(RunFolder folder, Comparison comparison) {
        folder.writeDerived(SUMMARY, SummaryMarkdown.render(comparison));
        folder.writeDerived(JUNIT, JunitXml.render(comparison));
        Optional<String> findings =
                RunFolder.holdsFindings(folder.root())
                        ? Optional.of(
                                new FindingsHtml()
                                        .section(folder.readDiagnosis(), folder.readEvidence()))
                        : Optional.empty();
        return folder.writeDerived(RunFolder.REPORT, new HtmlReport().render(comparison, findings));
    }
}
