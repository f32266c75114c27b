/// DNS as containers use it: messages, the resolver's settings, one query over UDP or TCP, and the
/// lab's zone.
///
/// The only importer of `org.xbill.DNS`, of which it uses the messages alone. May import
/// `agent.linux` and `result`.
@NullMarked
package dev.wiregauge.agent.dns;

import org.jspecify.annotations.NullMarked;
