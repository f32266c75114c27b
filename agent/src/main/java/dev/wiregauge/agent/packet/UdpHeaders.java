package dev.wiregauge.agent.packet;

/// Takes apart UDP and decides which tunnel, if any, is inside.
final class UdpHeaders {
    private UdpHeaders() {}

    static Protocol udp(Walk walk, TunnelPorts ports) {
        if (!walk.has(Protocol.UDP, 8)) {
            return Protocol.END;
        }
        int lengthBytes = walk.u16(4);
        int source = walk.u16(0);
        int destination = walk.u16(2);
        walk.layers.add(
                new Layer.Udp(walk.offset(), source, destination, lengthBytes, walk.u16(6)));
        // 0 stands for "to the end" in jumbograms (RFC 2675 section 4) and super-frames
        if (lengthBytes != 0) {
            if (lengthBytes < 8) {
                walk.forbidden(Protocol.UDP, "length", lengthBytes);
                return Protocol.END;
            }
            if (lengthBytes > walk.wireBytes()) {
                walk.missing(Protocol.UDP, lengthBytes, walk.wireBytes());
            }
            walk.limit(lengthBytes);
        }
        walk.position += 8;
        return ports.inside(
                source,
                destination,
                walk.bytes,
                walk.position,
                walk.capturedBytes(),
                walk.wireBytes());
    }
}
