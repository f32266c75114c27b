/// A verdict for CI: did this change make the network slower: yes, no, or cannot tell.
///
/// May import `report` and `report.stats`; reads run folders only.
@NullMarked
package dev.wiregauge.report.gate;

import org.jspecify.annotations.NullMarked;
