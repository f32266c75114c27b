/// JMH benchmarks of the agent's hot loops.
///
/// In a jar of their own, which `wiregauge calibrate` runs and no pod carries; those of the decoder lie
/// among the tests.
package dev.wiregauge.agent.bench;
