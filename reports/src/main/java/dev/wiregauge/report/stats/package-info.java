/// Statistics on plain numbers: paired ratios, intervals, tests.
///
/// May import commons-statistics; knows nothing of runs.
@NullMarked
package dev.wiregauge.report.stats;

import org.jspecify.annotations.NullMarked;
