package dev.wiregauge.agent.packet;

import java.util.ArrayList;
import java.util.List;

/// A decoded packet in the words of tshark's fields, so that the two can be compared line by line.
public final class TsharkView {
    /// The fields that are compared, in order; each may occur several times in one packet.
    public static final List<String> FIELDS =
            List.of(
                    "ip.len",
                    "ip.src",
                    "ip.dst",
                    "ip.flags.df",
                    "ip.frag_offset",
                    "ipv6.plen",
                    "ipv6.src",
                    "ipv6.dst",
                    "tcp.srcport",
                    "tcp.dstport",
                    "tcp.hdr_len",
                    "tcp.options.mss_val",
                    "udp.srcport",
                    "udp.dstport",
                    "udp.length",
                    "vxlan.vni",
                    "geneve.vni",
                    "icmp.mtu",
                    "icmpv6.mtu",
                    "vlan.id",
                    "ieee8021ad.id",
                    "mpls.label",
                    "gre.key",
                    "arp.src.proto_ipv4",
                    "esp.spi",
                    "wg.type");

    private TsharkView() {}

    /// Headers by tshark's names, outermost first, and what an ICMP error quotes behind it.
    public static String stack(Packet packet) {
        List<String> names = new ArrayList<>();
        packet.layers().forEach(layer -> name(layer, names));
        return String.join(":", names);
    }

    /// tshark's own list without what it adds (ethertype) and what we do not take apart.
    public static String stack(String frameProtocols) {
        List<String> names = new ArrayList<>();
        for (String name : frameProtocols.split(":", -1)) {
            String known =
                    switch (name) {
                        case "ieee8021ad" -> "vlan";
                        case "eth_maybefcs", "eth_withoutfcs" -> "eth";
                        default -> name;
                    };
            if (KNOWN.contains(known)) {
                names.add(known);
            }
        }
        return String.join(":", names);
    }

    private static final List<String> KNOWN =
            List.of(
                    "eth", "vlan", "sll", "null", "mpls", "arp", "ip", "ipv6", "icmp", "icmpv6",
                    "tcp", "udp", "gre", "erspan", "vxlan", "geneve", "wg", "esp", "ah");

    private static void name(Layer layer, List<String> names) {
        switch (layer) {
            case Layer.Ethernet _ -> names.add("eth");
            case Layer.Vlan _ -> names.add("vlan");
            case Layer.LinuxCooked _ -> names.add("sll");
            case Layer.BsdLoopback _ -> names.add("null");
            case Layer.Mpls mpls -> {
                if (mpls.bottomOfStack()) { // tshark names a whole stack once
                    names.add("mpls");
                }
            }
            case Layer.Arp _ -> names.add("arp");
            case Layer.Ipv4 _ -> names.add("ip");
            case Layer.Ipv6 _ -> names.add("ipv6");
            case Layer.Icmp icmp -> {
                names.add(icmp.ipVersion() == 4 ? "icmp" : "icmpv6");
                icmp.quoted().ifPresent(q -> q.layers().forEach(inner -> name(inner, names)));
            }
            case Layer.Tcp _ -> names.add("tcp");
            case Layer.Udp _ -> names.add("udp");
            case Layer.Gre _ -> names.add("gre");
            case Layer.Erspan _ -> names.add("erspan");
            case Layer.Vxlan vxlan -> {
                if (vxlan.nextProtocol().isEmpty()) { // tshark does not name VXLAN-GPE at all
                    names.add("vxlan");
                }
            }
            case Layer.Geneve _ -> names.add("geneve");
            case Layer.WireGuard _ -> names.add("wg");
            case Layer.Esp _ -> names.add("esp");
            case Layer.Ah _ -> names.add("ah");
            case Layer.Data _ -> {}
        }
    }

    /// The values of one field, joined by commas as tshark joins them.
    public static String values(String field, Packet packet) {
        List<String> values = new ArrayList<>();
        packet.layers().forEach(layer -> add(field, layer, values));
        return String.join(",", values);
    }

    private static void add(String field, Layer layer, List<String> values) {
        switch (layer) {
            case Layer.Ipv4 ip -> ipv4(field, ip, values);
            case Layer.Ipv6 ip -> ipv6(field, ip, values);
            case Layer.Tcp tcp -> tcp(field, tcp, values);
            case Layer.Udp udp -> udp(field, udp, values);
            case Layer.Icmp icmp -> icmp(field, icmp, values);
            case Layer.Vxlan vxlan -> put(field, "vxlan.vni", vxlan.vni(), values);
            case Layer.Geneve geneve ->
                    put(field, "geneve.vni", "0x%06x".formatted(geneve.vni()), values);
            case Layer.Vlan vlan ->
                    put(
                            field,
                            vlan.tagProtocol() == 0x8100 ? "vlan.id" : "ieee8021ad.id",
                            vlan.vlanId(),
                            values);
            case Layer.Mpls mpls -> put(field, "mpls.label", mpls.label(), values);
            case Layer.Gre gre ->
                    gre.key().ifPresent(k -> put(field, "gre.key", "0x%08x".formatted(k), values));
            case Layer.Arp arp -> put(field, "arp.src.proto_ipv4", arp.sender(), values);
            case Layer.Esp esp ->
                    put(field, "esp.spi", "0x%08x".formatted(esp.securityParameters()), values);
            case Layer.WireGuard wg -> put(field, "wg.type", wg.messageType(), values);
            case Layer.Ethernet _,
                    Layer.LinuxCooked _,
                    Layer.BsdLoopback _,
                    Layer.Erspan _,
                    Layer.Ah _,
                    Layer.Data _ -> {}
        }
    }

    private static void put(String wanted, String field, Object value, List<String> values) {
        if (wanted.equals(field)) {
            values.add(value.toString());
        }
    }

    private static void ipv4(String field, Layer.Ipv4 ip, List<String> values) {
        put(field, "ip.len", ip.totalBytes(), values);
        put(field, "ip.src", ip.source(), values);
        put(field, "ip.dst", ip.destination(), values);
        put(field, "ip.flags.df", ip.dontFragment() ? "1" : "0", values);
        put(field, "ip.frag_offset", ip.fragmentOffsetBytes(), values);
    }

    private static void ipv6(String field, Layer.Ipv6 ip, List<String> values) {
        put(field, "ipv6.plen", ip.totalBytes() - 40, values);
        put(field, "ipv6.src", ip.source(), values);
        put(field, "ipv6.dst", ip.destination(), values);
    }

    private static void tcp(String field, Layer.Tcp tcp, List<String> values) {
        put(field, "tcp.srcport", tcp.sourcePort(), values);
        put(field, "tcp.dstport", tcp.destinationPort(), values);
        put(field, "tcp.hdr_len", tcp.headerBytes(), values);
        tcp.options().mssBytes().ifPresent(m -> put(field, "tcp.options.mss_val", m, values));
    }

    private static void udp(String field, Layer.Udp udp, List<String> values) {
        put(field, "udp.srcport", udp.sourcePort(), values);
        put(field, "udp.dstport", udp.destinationPort(), values);
        put(field, "udp.length", udp.lengthBytes(), values);
    }

    private static void icmp(String field, Layer.Icmp icmp, List<String> values) {
        String mtu = icmp.ipVersion() == 4 ? "icmp.mtu" : "icmpv6.mtu";
        icmp.mtuBytes().ifPresent(m -> put(field, mtu, m, values));
        icmp.quoted().ifPresent(q -> q.layers().forEach(inner -> add(field, inner, values)));
    }
}
