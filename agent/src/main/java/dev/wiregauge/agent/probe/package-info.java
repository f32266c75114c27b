/// Questions put to the network by single packets: path MTU, NAT, Service, DNS, ports.
///
/// May import `agent.linux`, the cookie of `agent.traffic`, `control` and `result`.
@NullMarked
package dev.wiregauge.agent.probe;

import org.jspecify.annotations.NullMarked;
