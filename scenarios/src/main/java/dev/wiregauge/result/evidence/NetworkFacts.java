package dev.wiregauge.result.evidence;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the kernel says about one network namespace, read by netlink and from /proc.
///
/// @param addresses with their prefix length, by link
/// @param sysctls those that matter to a dataplane, by their name below `net.`
/// @param filters packet filters that hold rules, such as `nft ip kube-proxy` or `iptables-legacy
///   nat`; empty for whoever may not ask
/// @param filtersUnread why nothing can be said of packet filters; absent where `filters` is all
///   there are
/// @param bgpPeers addresses of those with whom this host has an established connection of TCP port
///   179; absent where that was not read
public record NetworkFacts(
        List<Link> links,
        List<LinkAddress> addresses,
        List<Route> routes,
        List<RoutingRule> rules,
        List<Neighbour> neighbours,
        List<ForwardingEntry> forwarding,
        Map<String, String> sysctls,
        Map<String, Long> counters,
        List<String> filters,
        Optional<String> filtersUnread,
        Optional<List<String>> bgpPeers) {
    /// RT_TABLE_MAIN of linux/rtnetlink.h.
    private static final int MAIN_TABLE = 254;

    public NetworkFacts {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        neighbours = List.copyOf(neighbours);
        forwarding = List.copyOf(forwarding);
        sysctls = Map.copyOf(sysctls);
        counters = Map.copyOf(counters);
        filters = List.copyOf(filters);
        bgpPeers = bgpPeers.map(List::copyOf);
    }

    /// Whether a BGP session with that address stands.
    public boolean hasBgpSession(String peer) {
        return bgpPeers.filter(peers -> peers.contains(peer)).isPresent();
    }

    /// @param kind the driver's name as netlink gives it, such as `vxlan`; empty for hardware
    /// @param carrier whether the other end of the cable is up too
    /// @param mac empty where the link has none
    public record Link(
            int index,
            String name,
            String kind,
            int mtuBytes,
            boolean up,
            boolean carrier,
            String mac,
            int queues,
            String qdisc,
            Optional<Vxlan> vxlan) {}

    /// @param local the outer source address
    public record Vxlan(int vni, String local, int port) {}

    public record LinkAddress(String link, String address, int prefixLength) {}

    /// @param destination in CIDR notation; `0.0.0.0/0` is the default route
    /// @param gateway empty where the destination is on the link
    /// @param device empty for routes that lead nowhere
    /// @param type such as `unicast` or `blackhole`
    /// @param protocol who made it, as a number: 2 kernel, 4 static, 12 bird, 80 Felix
    /// @param mtuBytes where the route limits it
    /// @param nextHops 1, or more for a multipath route
    public record Route(
            String destination,
            String gateway,
            String device,
            String type,
            int table,
            int protocol,
            int metric,
            Optional<Integer> mtuBytes,
            int nextHops) {

        /// In bits.
        public int prefixLength() {
            return Integer.parseInt(destination.substring(destination.indexOf('/') + 1));
        }

        boolean covers(String address) {
            byte[] net =
                    InetAddress.ofLiteral(destination.substring(0, destination.indexOf('/')))
                            .getAddress();
            byte[] host = InetAddress.ofLiteral(address).getAddress();
            if (net.length != host.length) {
                return false;
            }
            int differing = new BigInteger(1, net).xor(new BigInteger(1, host)).bitLength();
            return differing <= net.length * Byte.SIZE - prefixLength();
        }
    }

    /// @param selector in words, such as `from 198.18.0.0/16 fwmark 0x1`
    public record RoutingRule(int priority, String selector, int table) {}

    /// @param state such as `permanent` or `failed`
    public record Neighbour(String address, String mac, String device, String state) {}

    /// One entry of a bridge's or VXLAN device's forwarding table.
    ///
    /// @param destination the remote VTEP; empty on a bridge port
    public record ForwardingEntry(String mac, String device, String destination) {}

    public Optional<Link> link(String name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }

    /// What the kernel would take for this address: the longest prefix of the main table, then the
    /// smallest metric.
    public Optional<Route> route(String address) {
        return routes.stream()
                .filter(route -> route.table() == MAIN_TABLE)
                .filter(route -> route.covers(address))
                .max(
                        Comparator.comparingInt(Route::prefixLength)
                                .thenComparingInt(route -> -route.metric()));
    }
}
