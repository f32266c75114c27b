/// What a run produced: trials, evidence, findings, verdicts, and the run folder that holds them.
///
/// May import `scenario`, `json` and HdrHistogram; knows nothing of agents, testbeds or reports.
@NullMarked
package dev.wiregauge.result;

import org.jspecify.annotations.NullMarked;
