package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.Layer;
import dev.wiregauge.agent.packet.Packet;

/// A captured frame that holds a tagged datagram.
///
/// @param datagram the header in front of the tag
/// @param tag 32 bits without a sign
record TaggedFrame(Packet packet, Layer.Udp datagram, long tag) {}
