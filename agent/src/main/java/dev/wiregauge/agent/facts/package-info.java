/// What the kernel says of itself: links, routes, neighbours, sysctls, counters, CPU time.
///
/// May import `agent.linux` and `result`; changes nothing.
@NullMarked
package dev.wiregauge.agent.facts;

import org.jspecify.annotations.NullMarked;
