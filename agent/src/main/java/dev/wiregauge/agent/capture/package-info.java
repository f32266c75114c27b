/// Where packets come from: libpcap through pcap4j, an AF_PACKET ring, capture files.
///
/// The only importer of org.pcap4j; may import `agent.linux` and `agent.packet`.
@NullMarked
package dev.wiregauge.agent.capture;

import org.jspecify.annotations.NullMarked;
