package dev.wiregauge.agent.facts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How full the kernel's table of IPv4 neighbours is, from a dump of RTM_GETNEIGHTBL.
///
/// It is one for all network namespaces of a machine, and netlink tells of it in each; the files
/// `/proc/net/stat/arp_cache` and `gc_thresh3` are those of the machine's first namespace only, so
/// that a node which is a container has none.
final class NeighbourTable {
    /// RTM_GETNEIGHTBL of linux/rtnetlink.h.
    static final int GET_TABLES = 66;

    /// `struct ndtmsg`: family and padding.
    static final int HEADER_BYTES = 4;

    static final String LIMIT = "ipv4/neigh/default/gc_thresh3";

    // of linux/neighbour.h
    private static final int NDTA_NAME = 1;
    private static final int NDTA_THRESH3 = 4;
    private static final int NDTA_CONFIG = 5;
    private static final int NDTA_STATS = 7;

    /// In `struct ndt_config`.
    private static final int ENTRIES = 4;

    /// In `struct ndt_stats`.
    private static final int TABLE_FULLS = 80;

    private final Optional<Attributes> table;

    NeighbourTable(List<byte[]> messages) {
        // each device's parameters come as messages of their own, without the limits
        table =
                messages.stream()
                        .map(message -> new Attributes(message, HEADER_BYTES))
                        .filter(each ->
                                each.text(NDTA_NAME).equals("arp_cache") && each.has(NDTA_THRESH3))
                        .findFirst();
    }

    /// `arp_cache.entries` and the running total `arp_cache.table_fulls`.
    Map<String, Long> counters() {
        Map<String, Long> values = new TreeMap<>();
        table.flatMap(each -> each.intAt(NDTA_CONFIG, ENTRIES))
                .ifPresent(entries -> values.put("arp_cache.entries", entries.longValue()));
        table.flatMap(each -> each.longAt(NDTA_STATS, TABLE_FULLS))
                .ifPresent(refused -> values.put("arp_cache.table_fulls", refused));
        return values;
    }

    /// As the sysctl [#LIMIT] has it.
    Optional<String> limit() {
        return table.flatMap(each -> each.number(NDTA_THRESH3)).map(Integer::toUnsignedString);
    }
}
