package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.BigEndian;
import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.Layer;
import dev.wiregauge.agent.packet.Packet;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the tagged datagrams of one run in captured frames, under whatever encapsulation they
/// travel, and notes what was around each.
///
/// A tagged datagram's UDP payload is the run's cookie (16 bytes), the tag (32 bits) and the length
/// of the IP packet that the sender made (16 bits), then zeros. What is encrypted stays unseen, and
/// what an ICMP error quotes is no sighting.
public final class TagFinder {
    static final int COOKIE_BYTES = 16;
    private static final int TAGGED_BYTES = COOKIE_BYTES + 4 + 2;

    private final Decoder decoder;
    private final byte[] cookie;
    private final String capturePoint;
    private final int linkMtuBytes;
    private final Map<String, List<WireProof.Sighting>> sightings = new TreeMap<>();

    /// @param cookie 32 hexadecimal digits
    /// @param linkMtuBytes of the interface captured on: a longer IP packet is a super-frame
    public TagFinder(Decoder decoder, String cookie, String capturePoint, int linkMtuBytes) {
        this.decoder = decoder;
        this.cookie = HexFormat.of().parseHex(cookie);
        this.capturePoint = capturePoint;
        this.linkMtuBytes = linkMtuBytes;
        if (this.cookie.length != COOKIE_BYTES) {
            throw new IllegalArgumentException(
                    "cookie is \"" + cookie + "\", allowed: 32 hexadecimal digits");
        }
    }

    /// Looks into one frame.
    public void look(CapturedFrame frame) {
        if (frame.link().isEmpty()) {
            return;
        }
        Packet packet =
                decoder.decode(
                        frame.link().get(),
                        frame.bytes(),
                        frame.start(),
                        frame.capturedBytes(),
                        frame.wireBytes());
        int end = frame.start() + frame.capturedBytes();
        for (Layer layer : packet.layers()) {
            if (layer instanceof Layer.Udp udp && isTagged(frame, udp, end)) {
                note(packet, udp, BigEndian.u32(frame.bytes(), payload(frame, udp) + COOKIE_BYTES));
                return;
            }
        }
    }

    /// What was found so far, by tag.
    public Map<String, List<WireProof.Sighting>> sightings() {
        Map<String, List<WireProof.Sighting>> copy = new TreeMap<>();
        sightings.forEach((tag, seen) -> copy.put(tag, List.copyOf(seen)));
        return copy;
    }

    private static int payload(CapturedFrame frame, Layer.Udp udp) {
        return frame.start() + udp.offset() + udp.headerBytes();
    }

    private boolean isTagged(CapturedFrame frame, Layer.Udp udp, int end) {
        int at = payload(frame, udp);
        if (at + TAGGED_BYTES > end) {
            return false;
        }
        for (int i = 0; i < COOKIE_BYTES; i++) {
            if (frame.bytes()[at + i] != cookie[i]) {
                return false;
            }
        }
        return true;
    }

    private void note(Packet packet, Layer.Udp tagged, long tag) {
        List<Layer.Ip> around =
                packet.ipLayers().stream().filter(ip -> ip.offset() < tagged.offset()).toList();
        Layer.Ip outer = around.getFirst();
        Layer.Ip inner = around.getLast();
        Optional<Layer.Udp> outerUdp =
                packet.layers().stream()
                        .filter(Layer.Udp.class::isInstance)
                        .map(Layer.Udp.class::cast)
                        .findFirst();
        boolean wholeFrame =
                !outer.isFragment() && !inner.isFragment() && outer.totalBytes() <= linkMtuBytes;
        sightings
                .computeIfAbsent(Long.toString(tag), _ -> new ArrayList<>())
                .add(
                        new WireProof.Sighting(
                                capturePoint,
                                encapsulation(packet, tagged),
                                outer.totalBytes(),
                                inner.totalBytes(),
                                outer.source().toString(),
                                outer.destination().toString(),
                                outer.nextProtocol(),
                                outerUdp.filter(u -> outer.nextProtocol() == 17)
                                        .map(Layer.Udp::sourcePort),
                                outerUdp.filter(u -> outer.nextProtocol() == 17)
                                        .map(Layer.Udp::destinationPort),
                                vni(packet, tagged),
                                outer.dontFragment(),
                                inner.dontFragment(),
                                wholeFrame));
    }

    /// The outermost tunnel around the datagram: with several, the one that the underlay sees.
    private static Encapsulation encapsulation(Packet packet, Layer.Udp tagged) {
        boolean insideIp = false;
        for (Layer layer : packet.layers()) {
            if (layer.equals(tagged)) {
                break;
            }
            switch (layer) {
                case Layer.Vxlan _ -> {
                    return Encapsulation.VXLAN;
                }
                case Layer.Geneve _ -> {
                    return Encapsulation.GENEVE;
                }
                case Layer.Gre _, Layer.Erspan _ -> {
                    return Encapsulation.GRE;
                }
                case Layer.Ip _ -> {
                    if (insideIp) {
                        return Encapsulation.IPIP;
                    }
                    insideIp = true;
                }
                case Layer.WireGuard _ -> {
                    return Encapsulation.WIREGUARD;
                }
                case Layer.Ethernet _,
                        Layer.Vlan _,
                        Layer.LinuxCooked _,
                        Layer.BsdLoopback _,
                        Layer.Mpls _,
                        Layer.Arp _,
                        Layer.Icmp _,
                        Layer.Tcp _,
                        Layer.Udp _,
                        Layer.Esp _,
                        Layer.Ah _,
                        Layer.Data _ -> {}
            }
        }
        return Encapsulation.NONE;
    }

    private static Optional<Integer> vni(Packet packet, Layer.Udp tagged) {
        for (Layer layer : packet.layers()) {
            if (layer.equals(tagged)) {
                break;
            }
            if (layer instanceof Layer.Vxlan vxlan) {
                return Optional.of(vxlan.vni());
            }
            if (layer instanceof Layer.Geneve geneve) {
                return Optional.of(geneve.vni());
            }
        }
        return Optional.empty();
    }
}
