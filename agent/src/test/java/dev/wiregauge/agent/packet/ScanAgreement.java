package dev.wiregauge.agent.packet;

import java.util.List;
import java.util.Optional;

/// Holds the fast path to what the slow path says of the same frame.
final class ScanAgreement {
    private ScanAgreement() {}

    /// Where they differ, or empty.
    static Optional<String> difference(HeaderScan scan, Packet packet, int frameStart) {
        List<Layer.Ip> ips = packet.ipLayers();
        if (scan.ipHeaders() != ips.size()) {
            return Optional.of("IP headers " + scan.ipHeaders() + " / " + ips.size());
        }
        boolean fault = packet.problems().stream().anyMatch(ScanAgreement::countsAsFault);
        if (scan.faulty() != fault) {
            return Optional.of("fault " + scan.faulty() + " / " + packet.problems());
        }
        TunnelKind kind = kind(packet);
        if (scan.tunnel() != kind) {
            return Optional.of("tunnel " + scan.tunnel() + " / " + kind);
        }
        if (ips.isEmpty()) {
            return Optional.empty();
        }
        Layer.Ip outer = ips.getFirst();
        Layer.Ip inner = ips.getLast();
        String fast =
                "%d %d %d %d %b %b %b %b %d"
                        .formatted(
                                scan.outerAt() - frameStart,
                                scan.outerBytes(),
                                scan.innerAt() - frameStart,
                                scan.innerBytes(),
                                scan.outerDontFragment(),
                                scan.innerDontFragment(),
                                scan.outerIsFragment(),
                                scan.innerIsFragment(),
                                scan.fragmentOffsetBytes());
        String slow =
                "%d %d %d %d %b %b %b %b %d"
                        .formatted(
                                outer.offset(),
                                outer.totalBytes(),
                                inner.offset(),
                                inner.totalBytes(),
                                outer.dontFragment(),
                                inner.dontFragment(),
                                outer.isFragment(),
                                inner.isFragment(),
                                inner.fragmentOffsetBytes());
        return fast.equals(slow)
                ? transport(scan, packet, frameStart)
                : Optional.of(fast + " / " + slow);
    }

    private static Optional<String> transport(HeaderScan scan, Packet packet, int frameStart) {
        if (scan.isTcp()) {
            Layer.Tcp tcp = packet.last(Layer.Tcp.class).orElseThrow();
            boolean same =
                    scan.transportAt() - frameStart == tcp.offset()
                            && scan.sourcePort() == tcp.sourcePort()
                            && scan.destinationPort() == tcp.destinationPort()
                            && (scan.tcpSequence() & 0xFFFF_FFFFL) == tcp.sequence()
                            && scan.tcpFlags() == (tcp.flags() & 255)
                            && scan.tcpPayloadBytes() == tcp.payloadBytes();
            return same ? Optional.empty() : Optional.of("TCP of " + tcp);
        }
        if (scan.isUdp()) {
            Layer.Udp udp = packet.last(Layer.Udp.class).orElseThrow();
            boolean same =
                    scan.transportAt() - frameStart == udp.offset()
                            && scan.sourcePort() == udp.sourcePort();
            return same ? Optional.empty() : Optional.of("UDP of " + udp);
        }
        return Optional.empty();
    }

    /// The fast path reads neither TCP's nor Geneve's options.
    private static boolean countsAsFault(Problem problem) {
        return problem.isFault()
                && !(problem instanceof Problem.Forbidden(_, _, String field, _)
                        && field.equals("option length"));
    }

    private static TunnelKind kind(Packet packet) {
        int ips = 0;
        for (Layer layer : packet.layers()) {
            switch (layer) {
                case Layer.Ip _ -> {
                    if (++ips == 2) {
                        return TunnelKind.IPIP;
                    }
                }
                case Layer.Vxlan _ -> {
                    return TunnelKind.VXLAN;
                }
                case Layer.Geneve _ -> {
                    return TunnelKind.GENEVE;
                }
                case Layer.Gre gre -> {
                    return kind(gre);
                }
                case Layer.WireGuard _ -> {
                    return TunnelKind.WIREGUARD;
                }
                case Layer.Esp _ -> {
                    return TunnelKind.ESP;
                }
                default -> {}
            }
        }
        return TunnelKind.NONE;
    }

    private static TunnelKind kind(Layer.Gre gre) {
        if (gre.nvgre()) {
            return TunnelKind.NVGRE;
        }
        boolean mirrored = gre.version() == 0 && List.of(0x88BE, 0x22EB).contains(gre.etherType());
        return mirrored ? TunnelKind.ERSPAN : TunnelKind.GRE;
    }
}
