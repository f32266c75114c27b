package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.Decoder;
import dev.wiregauge.agent.packet.Layer;
import dev.wiregauge.agent.packet.Packet;
import dev.wiregauge.result.WireProof;
import dev.wiregauge.scenario.Encapsulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Finds the tagged datagrams of one run in captured frames, and notes what was around each.
public final class TagFinder {
    private final TagReader reader;
    private final String capturePoint;
    private final int linkMtuBytes;
    private final Map<String, List<WireProof.Sighting>> sightings = new TreeMap<>();

    /// @param cookie 32 hexadecimal digits
    /// @param linkMtuBytes of the interface captured on: a longer IP packet is a super-frame
    public TagFinder(Decoder decoder, String cookie, String capturePoint, int linkMtuBytes) {
        this.reader = new TagReader(decoder, cookie);
        this.capturePoint = capturePoint;
        this.linkMtuBytes = linkMtuBytes;
    }

    /// Looks into one frame.
    public void look(CapturedFrame frame) {
        reader.read(frame).ifPresent(found -> note(found.packet(), found.datagram(), found.tag()));
    }

    /// What was found so far, by tag.
    public Map<String, List<WireProof.Sighting>> sightings() {
        Map<String, List<WireProof.Sighting>> copy = new TreeMap<>();
        sightings.forEach((tag, seen) -> copy.put(tag, List.copyOf(seen)));
        return copy;
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
