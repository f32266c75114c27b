package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.BigEndian;
import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.Layer;
import dev.wiregauge.agent.packet.Packet;

import java.util.HexFormat;
import java.util.Optional;

/// Knows the tagged datagrams of one run, under whatever encapsulation they travel.
///
/// A tagged datagram's UDP payload is the run's cookie (16 bytes), the tag (32 bits) and the length
/// of the IP packet that the sender made (16 bits), then zeros. What is encrypted stays unseen, and
/// what an ICMP error quotes is no sighting.
final class TagReader {
    static final int COOKIE_BYTES = 16;
    private static final int TAGGED_BYTES = COOKIE_BYTES + 4 + 2;

    private final Decoder decoder;
    private final byte[] cookie;

    /// @param cookie 32 hexadecimal digits
    TagReader(Decoder decoder, String cookie) {
        this.decoder = decoder;
        this.cookie = HexFormat.of().parseHex(cookie);
        if (this.cookie.length != COOKIE_BYTES) {
            throw new IllegalArgumentException(
                    "cookie is \"" + cookie + "\", allowed: 32 hexadecimal digits");
        }
    }

    Optional<TaggedFrame> read(CapturedFrame frame) {
        if (frame.link().isEmpty()) {
            return Optional.empty();
        }
        Packet packet =
                decoder.decode(
                        frame.link().get(),
                        frame.bytes(),
                        frame.start(),
                        frame.capturedBytes(),
                        frame.wireBytes());
        for (Layer layer : packet.layers()) {
            if (layer instanceof Layer.Udp udp && isTagged(frame, udp)) {
                long tag = BigEndian.u32(frame.bytes(), payload(frame, udp) + COOKIE_BYTES);
                return Optional.of(new TaggedFrame(packet, udp, tag));
            }
        }
        return Optional.empty();
    }

    private static int payload(CapturedFrame frame, Layer.Udp udp) {
        return frame.start() + udp.offset() + udp.headerBytes();
    }

    private boolean isTagged(CapturedFrame frame, Layer.Udp udp) {
        int at = payload(frame, udp);
        if (at + TAGGED_BYTES > frame.start() + frame.capturedBytes()) {
            return false;
        }
        for (int i = 0; i < COOKIE_BYTES; i++) {
            if (frame.bytes()[at + i] != cookie[i]) {
                return false;
            }
        }
        return true;
    }
}
