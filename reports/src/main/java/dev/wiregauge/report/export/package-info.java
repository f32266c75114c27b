/// A run for other programs: tables, histogram logs, metrics, pictures.
///
/// May import `report`; each format is one class that returns text and knows nothing of files.
@NullMarked
package dev.wiregauge.report.export;

import org.jspecify.annotations.NullMarked;
