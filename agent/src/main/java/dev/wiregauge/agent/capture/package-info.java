/// Where packets come from: libpcap through pcap4j, an AF_PACKET ring, capture files; and the
/// tagged datagrams found in them.
///
/// The only importer of org.pcap4j; may import `agent.linux`, `agent.packet`, `control` and
/// `result`.
@NullMarked
package dev.wiregauge.agent.capture;

import org.jspecify.annotations.NullMarked;
