/// Charts as inline SVG.
///
/// The only importer of org.jfree and of Batik; may import `report.stats`.
@NullMarked
package dev.wiregauge.report.chart;

import org.jspecify.annotations.NullMarked;
