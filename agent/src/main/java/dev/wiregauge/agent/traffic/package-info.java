/// One class per workload, both ends: pacing, sending, receiving, recording.
///
/// May import `agent.linux`, `scenario`, `result` and HdrHistogram.
@NullMarked
package dev.wiregauge.agent.traffic;

import org.jspecify.annotations.NullMarked;
