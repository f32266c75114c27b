/// A run, one class per step: plan, place, verify, warm up, measure, collect, judge.
///
/// May import `harness.testbed`, `scenario`, `result`, `control` and `report`.
@NullMarked
package dev.wiregauge.harness;

import org.jspecify.annotations.NullMarked;
