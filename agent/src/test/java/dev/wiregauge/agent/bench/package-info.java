/// JMH benchmarks of the agent's hot loops.
///
/// Among the tests, so that no pod carries them.
package dev.wiregauge.agent.bench;
