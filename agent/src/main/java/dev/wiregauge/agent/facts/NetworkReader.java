package dev.wiregauge.agent.facts;

import dev.wiregauge.agent.linux.LegacyTables;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.Netlink;
import dev.wiregauge.result.evidence.NetworkFacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads everything that the kernel says of its own network namespace; needs no privilege.
public final class NetworkReader {
    /// Below /proc/sys/net.
    private static final List<String> SYSCTLS =
            List.of(
                    "bridge/bridge-nf-call-iptables",
                    "ipv4/icmp_ratelimit",
                    "ipv4/icmp_ratemask",
                    "ipv4/ip_forward",
                    "ipv4/ip_no_pmtu_disc",
                    "ipv4/neigh/default/gc_thresh1",
                    "ipv4/neigh/default/gc_thresh2",
                    "ipv4/tcp_mtu_probing",
                    "ipv6/conf/all/forwarding",
                    "netfilter/nf_conntrack_max",
                    "netfilter/nf_conntrack_tcp_be_liberal",
                    "netfilter/nf_conntrack_tcp_timeout_close_wait",
                    "netfilter/nf_conntrack_udp_timeout_stream");

    /// Below /proc/sys/net/ipv4/conf/NAME, for each interface.
    private static final List<String> INTERFACE_SYSCTLS =
            List.of("rp_filter", "forwarding", "proxy_arp", "arp_ignore", "arp_announce");

    private static final int EPERM = 1;
    private static final int AF_INET = 2;

    private final Path root;
    private final KernelFiles files;

    /// @param root `/`, or a directory with copies of what is read
    public NetworkReader(Path root) {
        this.root = root;
        files = new KernelFiles(root);
    }

    public NetworkFacts read() {
        try (Netlink netlink = Netlink.route()) {
            NetworkTables tables = new NetworkTables();
            byte[] all = NetworkTables.request(0, 16);
            Filters filters = filters();
            return new NetworkFacts(
                    tables.links(netlink.dump(NetworkTables.GET_LINK, all)),
                    tables.addresses(netlink.dump(NetworkTables.GET_ADDRESS, all)),
                    tables.routes(netlink.dump(NetworkTables.GET_ROUTE, all)),
                    tables.rules(netlink.dump(NetworkTables.GET_RULE, all)),
                    tables.neighbours(
                            netlink.dump(
                                    NetworkTables.GET_NEIGHBOUR, NetworkTables.neighbourRequest())),
                    tables.forwarding(
                            netlink.dump(
                                    NetworkTables.GET_NEIGHBOUR, NetworkTables.bridgeRequest())),
                    sysctls(netlink),
                    counters(),
                    filters.names(),
                    filters.unread(),
                    BgpSessions.peers(files));
        }
    }

    /// Running totals since the namespace was made.
    public Map<String, Long> counters() {
        Map<String, Long> counters = new KernelCounters(files).read();
        try (Netlink netlink = Netlink.route()) {
            counters.putAll(neighbourTable(netlink).counters());
            counters.putAll(
                    QueueCounters.read(
                            netlink.dump(
                                    QueueCounters.GET_QUEUES,
                                    NetworkTables.request(0, QueueCounters.HEADER_BYTES)),
                            QueueCounters.linkNames(
                                    netlink.dump(
                                            NetworkTables.GET_LINK,
                                            NetworkTables.request(0, 16)))));
        }
        return counters;
    }

    private static NeighbourTable neighbourTable(Netlink netlink) {
        return new NeighbourTable(
                netlink.dump(
                        NeighbourTable.GET_TABLES,
                        NetworkTables.request(AF_INET, NeighbourTable.HEADER_BYTES)));
    }

    private Map<String, String> sysctls(Netlink netlink) {
        Map<String, String> values = new TreeMap<>();
        neighbourTable(netlink).limit().ifPresent(most -> values.put(NeighbourTable.LIMIT, most));
        for (String name : SYSCTLS) {
            keep(name, values);
        }
        Path interfaces = root.resolve("proc/sys/net/ipv4/conf");
        try (DirectoryStream<Path> each = Files.newDirectoryStream(interfaces)) {
            for (Path link : each) {
                for (String name : INTERFACE_SYSCTLS) {
                    keep("ipv4/conf/" + link.getFileName() + "/" + name, values);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + interfaces, e);
        }
        return values;
    }

    /// Keys keep their slashes, since names of interfaces may hold dots.
    private void keep(String name, Map<String, String> values) {
        files.text("proc/sys/net/" + name)
                .ifPresent(value -> values.put(name, value.replaceAll("\\s+", " ")));
    }

    /// @param unread why they could not be read
    private record Filters(List<String> names, Optional<String> unread) {}

    /// An agent without CAP_NET_ADMIN, as in a pod, may not ask for them.
    private Filters filters() {
        List<String> found = new ArrayList<>();
        try (Netlink netlink = Netlink.netfilter()) {
            found.addAll(
                    NetworkTables.nftables(
                            netlink.dump(NetworkTables.GET_NFTABLES, NetworkTables.request(0, 4))));
            for (String table : files.lines("proc/net/ip_tables_names")) {
                if (LegacyTables.holdsRules(table)) {
                    found.add("iptables-legacy " + table);
                }
            }
        } catch (NativeException e) {
            String privilege =
                    e.errno() == EPERM ? " (it takes CAP_NET_ADMIN and CAP_NET_RAW)" : "";
            return new Filters(List.of(), Optional.of(e.getMessage() + privilege));
        }
        return new Filters(found, Optional.empty());
    }
}
