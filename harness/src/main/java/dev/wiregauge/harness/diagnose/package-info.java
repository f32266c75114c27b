/// Judges evidence: rules are pure functions, evidence in, findings out, one class per fault
/// family.
///
/// May import `result` and `scenario`; does no I/O.
@NullMarked
package dev.wiregauge.harness.diagnose;

import org.jspecify.annotations.NullMarked;
