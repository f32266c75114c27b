/// A mesh of nodes as people read it: a heat map, and the worst pairs.
///
/// May import run folders' records only.
@NullMarked
package dev.wiregauge.report.mesh;

import org.jspecify.annotations.NullMarked;
