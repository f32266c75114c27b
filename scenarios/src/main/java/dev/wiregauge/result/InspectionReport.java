package dev.wiregauge.result;

import java.util.List;

/// What capture files show, and what follows from it: the machine output of `inspect`.
public record InspectionReport(Inspection inspection, List<Finding> findings) {
    public InspectionReport {
        findings = List.copyOf(findings);
    }
}
