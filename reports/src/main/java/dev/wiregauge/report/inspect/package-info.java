/// What capture files show, as tables for a terminal and as a page.
///
/// May import `result` and the tables of `report`.
@NullMarked
package dev.wiregauge.report.inspect;

import org.jspecify.annotations.NullMarked;
