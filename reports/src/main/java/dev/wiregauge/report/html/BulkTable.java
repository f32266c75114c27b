package dev.wiregauge.report.html;

import dev.wiregauge.report.Verdicts;
import dev.wiregauge.report.html.Page.BulkLine;
import dev.wiregauge.result.BulkOverhead;
import dev.wiregauge.result.BulkOverhead.Count;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What bulk traffic cost, as the interface counts it and as the wire carries it.
final class BulkTable {
    private final List<BulkOverhead> bulk;
    private final Inks inks;

    BulkTable(List<BulkOverhead> bulk, Inks inks) {
        this.bulk = bulk;
        this.inks = inks;
    }

    List<BulkLine> lines() {
        return bulk.stream().map(this::line).toList();
    }

    private BulkLine line(BulkOverhead each) {
        return new BulkLine(
                each.mode().id(),
                inks.position(each.mode()),
                packets(each.byInterface().map(Count::packets)),
                overhead(each, each.byInterface()),
                packets(each.packetsOnTheWire()),
                each.headerBytesPerPacket()
                        .map(bytes -> String.format(Locale.ROOT, "%.1f", bytes))
                        .orElse("–"),
                overhead(each, each.byQueue()),
                String.valueOf(each.retransmits()),
                String.join("; ", Verdicts.reasons(each.verdict())));
    }

    private static String packets(Optional<Long> packets) {
        return packets.map(count -> String.format(Locale.ROOT, "%,d", count)).orElse("–");
    }

    private static String overhead(BulkOverhead each, Optional<Count> count) {
        return count.map(c ->
                        String.format(
                                Locale.ROOT, "%.1f %%", 100 * c.overhead(each.payloadBytes())))
                .orElse("–");
    }
}
