package dev.wiregauge.agent.facts;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What each link's root queue (qdisc) has let pass, from a dump of RTM_GETQDISC.
///
/// Unlike a link's own counters these count a super-frame as the packets that it will become, with
/// the headers of each (qdisc_pkt_len_init in net/core/dev.c). A link without a queue (`noqueue`)
/// counts nothing and is left out.
final class QueueCounters {
    /// RTM_GETQDISC of linux/rtnetlink.h.
    static final int GET_QUEUES = 38;

    /// `struct tcmsg`: family, padding, interface, handle, parent, info.
    static final int HEADER_BYTES = 20;

    private static final int INTERFACE = 4;
    private static final int PARENT = 12;
    private static final int TC_H_ROOT = -1;
    private static final int TCA_KIND = 1;
    private static final int TCA_STATS2 = 7;
    private static final int TCA_STATS_BASIC = 1;
    private static final int TCA_STATS_QUEUE = 3;
    private static final int TCA_STATS_PKT64 = 8;

    /// In `struct gnet_stats_queue`.
    private static final int DROPS = 8;

    private QueueCounters() {}

    /// Running totals as `eth0.qdisc_bytes`, `eth0.qdisc_packets` and `eth0.qdisc_drops`.
    ///
    /// @param linkNames by index
    static Map<String, Long> read(List<byte[]> messages, Map<Integer, String> linkNames) {
        Map<String, Long> values = new TreeMap<>();
        for (byte[] message : messages) {
            ByteBuffer header = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
            String link = linkNames.get(header.getInt(INTERFACE));
            Attributes attributes = new Attributes(message, HEADER_BYTES);
            if (link != null
                    && header.getInt(PARENT) == TC_H_ROOT
                    && !attributes.text(TCA_KIND).equals("noqueue")) {
                attributes.nested(TCA_STATS2).ifPresent(stats -> add(link, stats, values));
            }
        }
        return values;
    }

    private static void add(String link, Attributes stats, Map<String, Long> values) {
        Optional<Long> bytes = stats.longAt(TCA_STATS_BASIC, 0);
        Optional<Long> packets =
                stats.longAt(TCA_STATS_PKT64, 0)
                        .or(() ->
                                stats.intAt(TCA_STATS_BASIC, Long.BYTES)
                                        .map(Integer::toUnsignedLong));
        bytes.ifPresent(value -> values.put(link + ".qdisc_bytes", value));
        packets.ifPresent(value -> values.put(link + ".qdisc_packets", value));
        stats.intAt(TCA_STATS_QUEUE, DROPS)
                .ifPresent(
                        value -> values.put(link + ".qdisc_drops", Integer.toUnsignedLong(value)));
    }

    /// From a dump of RTM_GETLINK.
    static Map<Integer, String> linkNames(List<byte[]> messages) {
        Map<Integer, String> names = new HashMap<>();
        for (byte[] message : messages) {
            int index = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(4);
            names.put(index, new Attributes(message, 16).text(3));
        }
        return names;
    }
}
