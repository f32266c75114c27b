/// Collects what a diagnosis rests on: asks agents, watches the wire, judges nothing.
///
/// May import `harness.testbed` and `result`.
@NullMarked
package dev.wiregauge.harness.evidence;

import org.jspecify.annotations.NullMarked;
