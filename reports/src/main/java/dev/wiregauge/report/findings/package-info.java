/// What a diagnosis found, as a page, as SARIF and as JUnit XML.
///
/// Reads `findings.json` and the evidence beside it; may import `result`, `scenario` and the words
/// of `report`.
@NullMarked
package dev.wiregauge.report.findings;

import org.jspecify.annotations.NullMarked;
