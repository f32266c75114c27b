/// Evidence from captures: flows, encapsulations, overheads, stalls, rewritten addresses.
///
/// May import `agent.capture`, `agent.packet`, `control` and `result`; judges nothing.
@NullMarked
package dev.wiregauge.agent.inspect;

import org.jspecify.annotations.NullMarked;
