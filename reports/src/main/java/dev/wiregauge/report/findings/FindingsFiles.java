package dev.wiregauge.report.findings;

import dev.wiregauge.result.Diagnosis;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.evidence.Evidence;

import java.nio.file.Path;

/// What is derived from a diagnosis: made again by every call, always the same from the same
/// record.
public final class FindingsFiles {
    public static final String SARIF = "findings.sarif";
    public static final String JUNIT = "findings.xml";

    private FindingsFiles() {}

    /// Writes `report.html`, `findings.sarif` and `findings.xml` beside the findings.
    ///
    /// @return the page
    public static Path write(RunFolder folder) {
        Diagnosis diagnosis = folder.readDiagnosis();
        Evidence evidence = folder.readEvidence();
        folder.writeDerived(SARIF, FindingsSarif.render(diagnosis));
        folder.writeDerived(JUNIT, FindingsJunit.render(diagnosis, evidence));
        return folder.writeDerived(RunFolder.REPORT, new FindingsHtml().page(diagnosis, evidence));
    }
}
