package dev.wiregauge.agent.lab;

import java.nio.ByteBuffer;

/// One node whose tunl0 the keeper holds.
///
/// @param namespace name below `/run/netns`
/// @param address the node's own, in dotted form
/// @param uplink the interface that faces the underlay
/// @param hidden the far end of the veth pair whose near end is called tunl0
record TunnelNode(String namespace, String address, String uplink, String hidden) {
    /// Reads `NAMESPACE,ADDRESS,UPLINK,HIDDEN`.
    static TunnelNode of(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException(
                    "--node is " + text + ", allowed: NAMESPACE,ADDRESS,UPLINK,HIDDEN");
        }
        return new TunnelNode(parts[0], parts[1], parts[2], parts[3]);
    }

    byte[] addressBytes() {
        String[] octets = address.split("\\.", -1);
        if (octets.length != 4) {
            throw new IllegalArgumentException("address is " + address + ", allowed: IPv4");
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(octets[i]);
        }
        return bytes;
    }

    int addressNumber() {
        return ByteBuffer.wrap(addressBytes()).getInt();
    }
}
