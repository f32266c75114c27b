/// The self-contained report page.
///
/// May import `report`, `report.stats` and `report.chart`.
@NullMarked
package dev.wiregauge.report.html;

import org.jspecify.annotations.NullMarked;
