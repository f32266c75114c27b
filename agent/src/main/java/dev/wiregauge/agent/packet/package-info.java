/// Bytes to sealed layer records, and the arithmetic of overhead and MTU.
///
/// Pure: no input, no output, no other package of the agent.
@NullMarked
package dev.wiregauge.agent.packet;

import org.jspecify.annotations.NullMarked;
