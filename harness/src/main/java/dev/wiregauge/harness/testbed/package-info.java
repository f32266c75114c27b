/// Where we measure: the interfaces that lab and cluster share, and the connection to an agent.
///
/// May import `control`, `scenario` and `result`; knows neither testbed.
@NullMarked
package dev.wiregauge.harness.testbed;

import org.jspecify.annotations.NullMarked;
