/// Capture files: asked of an agent on this machine, and judged.
///
/// May import `harness.testbed`, `control` and `result`.
@NullMarked
package dev.wiregauge.harness.inspect;

import org.jspecify.annotations.NullMarked;
