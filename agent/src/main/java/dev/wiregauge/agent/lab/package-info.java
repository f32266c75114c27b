/// What only the lab needs inside a namespace: the tunl0 look-alike, held by the keeper process.
///
/// May import `agent.linux`; never runs in a pod of a cluster.
@NullMarked
package dev.wiregauge.agent.lab;

import org.jspecify.annotations.NullMarked;
