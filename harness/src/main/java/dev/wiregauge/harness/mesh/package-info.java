/// All ordered pairs of nodes: their schedule, and one measurement of each.
///
/// May import testbed interfaces, the control protocol and results; never an agent's classes.
@NullMarked
package dev.wiregauge.harness.mesh;

import org.jspecify.annotations.NullMarked;
