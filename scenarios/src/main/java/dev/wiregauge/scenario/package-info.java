/// The language of what is measured: scenarios, modes, paths, workloads, and the YAML reader.
///
/// Only [dev.wiregauge.scenario.ScenarioReader] may touch YAML; nothing here does input or output
/// of its own.
@NullMarked
package dev.wiregauge.scenario;

import org.jspecify.annotations.NullMarked;
