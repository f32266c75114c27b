/// Every binding to the kernel through java.lang.foreign: sockets, netlink, bpf, namespaces,
/// affinity.
///
/// The only importer of java.lang.foreign; imports nothing else of Wiregauge.
@NullMarked
package dev.wiregauge.agent.linux;

import org.jspecify.annotations.NullMarked;
