package dev.wiregauge.agent.facts;

import dev.wiregauge.result.evidence.NetworkFacts.ForwardingEntry;
import dev.wiregauge.result.evidence.NetworkFacts.Link;
import dev.wiregauge.result.evidence.NetworkFacts.LinkAddress;
import dev.wiregauge.result.evidence.NetworkFacts.Neighbour;
import dev.wiregauge.result.evidence.NetworkFacts.Route;
import dev.wiregauge.result.evidence.NetworkFacts.RoutingRule;
import dev.wiregauge.result.evidence.NetworkFacts.Vxlan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decodes rtnetlink dumps into facts. Numbers are those of linux/rtnetlink.h, if_link.h and
/// neighbour.h.
final class NetworkTables {
    static final int GET_LINK = 18;
    static final int GET_ADDRESS = 22;
    static final int GET_ROUTE = 26;
    static final int GET_NEIGHBOUR = 30;
    static final int GET_RULE = 34;

    /// NFT_MSG_GETTABLE of NFNL_SUBSYS_NFTABLES.
    static final int GET_NFTABLES = 10 << 8 | 1;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_BRIDGE = 7;
    private static final int IFF_UP = 1;
    private static final int IFF_LOWER_UP = 0x10000;

    /// Marks what the kernel learnt of one destination, such as its path MTU.
    private static final int RTM_F_CLONED = 0x200;

    private final Map<Integer, String> names = new LinkedHashMap<>();

    /// The header of a request for all families, or for one.
    static byte[] request(int family, int headerBytes) {
        byte[] header = new byte[headerBytes];
        header[0] = (byte) family;
        return header;
    }

    static byte[] bridgeRequest() {
        return request(AF_BRIDGE, 12);
    }

    static byte[] neighbourRequest() {
        return request(0, 12);
    }

    /// Must be asked first: the other tables name links by index.
    List<Link> links(List<byte[]> messages) {
        List<Link> links = new ArrayList<>();
        for (byte[] message : messages) {
            ByteBuffer header = header(message);
            int index = header.getInt(4);
            boolean up = (header.getInt(8) & IFF_UP) != 0;
            Attributes attributes = new Attributes(message, 16);
            String name = attributes.text(3);
            Optional<Attributes> info = attributes.nested(18);
            String kind = info.map(each -> each.text(1)).orElse("");
            names.put(index, name);
            links.add(
                    new Link(
                            index,
                            name,
                            kind,
                            attributes.number(4).orElse(0),
                            up,
                            (header.getInt(8) & IFF_LOWER_UP) != 0,
                            attributes.mac(1),
                            attributes.number(31).orElse(1),
                            attributes.text(6),
                            kind.equals("vxlan")
                                    ? info.flatMap(each -> each.nested(2)).map(this::vxlan)
                                    : Optional.empty()));
        }
        return links;
    }

    private Vxlan vxlan(Attributes data) {
        return new Vxlan(
                data.number(1).orElse(0),
                data.address(data.has(VXLAN_LOCAL6) ? VXLAN_LOCAL6 : VXLAN_LOCAL),
                data.networkShort(15).orElse(0));
    }

    /// Of linux/if_link.h: the tunnel's own address, in one of the two.
    private static final int VXLAN_LOCAL = 4;

    private static final int VXLAN_LOCAL6 = 17;

    List<LinkAddress> addresses(List<byte[]> messages) {
        List<LinkAddress> addresses = new ArrayList<>();
        for (byte[] message : messages) {
            ByteBuffer header = header(message);
            Attributes attributes = new Attributes(message, 8);
            String local = attributes.has(2) ? attributes.address(2) : attributes.address(1);
            addresses.add(new LinkAddress(name(header.getInt(4)), local, header.get(1) & 0xff));
        }
        return addresses;
    }

    List<Route> routes(List<byte[]> messages) {
        List<Route> routes = new ArrayList<>();
        for (byte[] message : messages) {
            ByteBuffer header = header(message);
            int family = header.get(0);
            if ((family != AF_INET && family != AF_INET6)
                    || (header.getInt(8) & RTM_F_CLONED) != 0) {
                continue;
            }
            Attributes attributes = new Attributes(message, 12);
            String destination = attributes.address(1);
            if (destination.isEmpty()) {
                destination = family == AF_INET ? "0.0.0.0" : "0:0:0:0:0:0:0:0";
            }
            routes.add(
                    new Route(
                            destination + "/" + (header.get(1) & 0xff),
                            attributes.address(5),
                            attributes.number(4).map(this::name).orElse(""),
                            routeType(header.get(7)),
                            attributes.number(15).orElse(header.get(4) & 0xff),
                            header.get(5) & 0xff,
                            attributes.number(6).orElse(0),
                            attributes.nested(8).flatMap(metrics -> metrics.number(2)),
                            nextHops(attributes)));
        }
        return routes;
    }

    /// RTA_MULTIPATH holds `struct rtnexthop` after `struct rtnexthop`, each with its own length.
    private static int nextHops(Attributes attributes) {
        return attributes.has(9) ? Math.max(2, attributes.bytes(9) / 16) : 1;
    }

    private static String routeType(int type) {
        return switch (type) {
            case 1 -> "unicast";
            case 2 -> "local";
            case 3 -> "broadcast";
            case 4 -> "anycast";
            case 5 -> "multicast";
            case 6 -> "blackhole";
            case 7 -> "unreachable";
            case 8 -> "prohibit";
            case 9 -> "throw";
            default -> "type " + type;
        };
    }

    List<RoutingRule> rules(List<byte[]> messages) {
        List<RoutingRule> rules = new ArrayList<>();
        for (byte[] message : messages) {
            ByteBuffer header = header(message);
            Attributes attributes = new Attributes(message, 12);
            String source = attributes.address(2);
            String target = attributes.address(1);
            StringBuilder selector = new StringBuilder("from ");
            selector.append(source.isEmpty() ? "all" : source + "/" + header.get(2));
            if (!target.isEmpty()) {
                selector.append(" to ").append(target).append('/').append(header.get(1));
            }
            attributes
                    .number(10)
                    .ifPresent(mark -> selector.append(" fwmark 0x%x".formatted(mark)));
            rules.add(
                    new RoutingRule(
                            attributes.number(6).orElse(0),
                            selector.toString(),
                            attributes.number(15).orElse(header.get(4) & 0xff)));
        }
        return rules;
    }

    List<Neighbour> neighbours(List<byte[]> messages) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (byte[] message : messages) {
            ByteBuffer header = header(message);
            Attributes attributes = new Attributes(message, 12);
            neighbours.add(
                    new Neighbour(
                            attributes.address(1),
                            attributes.mac(2),
                            name(header.getInt(4)),
                            neighbourState(header.getShort(8) & 0xffff)));
        }
        return neighbours;
    }

    List<ForwardingEntry> forwarding(List<byte[]> messages) {
        List<ForwardingEntry> entries = new ArrayList<>();
        for (byte[] message : messages) {
            ByteBuffer header = header(message);
            Attributes attributes = new Attributes(message, 12);
            entries.add(
                    new ForwardingEntry(
                            attributes.mac(2), name(header.getInt(4)), attributes.address(1)));
        }
        return entries;
    }

    /// Such as `nft ip kube-proxy`.
    static List<String> nftables(List<byte[]> messages) {
        List<String> tables = new ArrayList<>();
        for (byte[] message : messages) {
            String family =
                    switch (message[0]) {
                        case 1 -> "inet";
                        case 2 -> "ip";
                        case 3 -> "arp";
                        case 5 -> "netdev";
                        case 7 -> "bridge";
                        case 10 -> "ip6";
                        default -> "family " + message[0];
                    };
            tables.add("nft " + family + " " + new Attributes(message, 4).text(1));
        }
        return tables;
    }

    private static String neighbourState(int state) {
        return switch (state) {
            case 0x01 -> "incomplete";
            case 0x02 -> "reachable";
            case 0x04 -> "stale";
            case 0x08 -> "delay";
            case 0x10 -> "probe";
            case 0x20 -> "failed";
            case 0x40 -> "noarp";
            case 0x80 -> "permanent";
            default -> "state " + state;
        };
    }

    private String name(int index) {
        return names.getOrDefault(index, "link " + index);
    }

    private static ByteBuffer header(byte[] message) {
        return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    }
}
