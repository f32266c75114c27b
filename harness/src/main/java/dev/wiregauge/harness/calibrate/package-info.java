/// Measures the instrument itself: two agents on this machine, over loopback.
///
/// May import `harness.testbed` and the scenarios module; needs no root and no lab.
@NullMarked
package dev.wiregauge.harness.calibrate;

import org.jspecify.annotations.NullMarked;
