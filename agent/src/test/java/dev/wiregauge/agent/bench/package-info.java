/// JMH benchmarks of the agent's hot loops.
///
/// Those that calibrate runs lie in `src/bench`.
package dev.wiregauge.agent.bench;
