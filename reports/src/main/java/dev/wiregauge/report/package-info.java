/// From a run folder to what people and CI read.
///
/// May import `result`, `scenario` and the packages below; starts no agent and touches no network.
@NullMarked
package dev.wiregauge.report;

import org.jspecify.annotations.NullMarked;
