package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.ProofSummary;
import dev.wiregauge.report.ProofWords;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.html.Page.Card;
import dev.wiregauge.report.html.Page.CardLine;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Variant;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Each mode at a glance: its proof, and what it costs between pods on different nodes.
final class CardBuilder {
    private final Comparison comparison;
    private final Inks inks;

    CardBuilder(Comparison comparison, Inks inks) {
        this.comparison = comparison;
        this.inks = inks;
    }

    List<Card> cards() {
        return comparison.run().scenario().contenders().stream().map(this::card).toList();
    }

    /// Of every mode that the contender was measured in: one, unless variants leave the mode open.
    private List<ProofSummary> proofs(String contender) {
        return comparison.proofs().stream()
                .filter(proof -> proof.mode() != Mode.HOST)
                .filter(proof ->
                        comparison.rows().stream()
                                .flatMap(row -> row.entry(contender).stream())
                                .anyMatch(entry -> entry.cell().mode() == proof.mode()))
                .toList();
    }

    private Card card(String contender) {
        List<ProofSummary> proofs = proofs(contender);
        List<CardLine> lines = new ArrayList<>();
        for (Comparison.Row row : comparison.rows()) {
            if (row.example().path() != Path.POD_POD_CROSS_NODE) {
                continue;
            }
            boolean limited = row.example().ofLimitedRow();
            for (Metric metric : shown(row, limited)) {
                row.entry(contender)
                        .flatMap(entry -> entry.value(metric))
                        .ifPresent(value -> lines.add(line(value, row, limited)));
            }
        }
        return new Card(
                contender,
                comparison.run().scenario().variant(contender).map(Variant::settings).orElse(""),
                inks.position(contender),
                contender.equals(comparison.reference()),
                !proofs.isEmpty() && proofs.stream().allMatch(ProofSummary::proved),
                joined(proofs, proof -> ProofWords.overhead(proof.overheadBytes())),
                joined(proofs, CardBuilder::seen),
                joined(proofs, proof -> ProofWords.bytes(proof.largestDelivered())),
                lines);
    }

    private static String seen(ProofSummary proof) {
        return proof.seen().isEmpty()
                ? "nothing"
                : proof.seen().stream().map(ProofWords::name).collect(Collectors.joining(" and "));
    }

    private static String joined(List<ProofSummary> proofs, Function<ProofSummary, String> words) {
        return proofs.stream().map(words).distinct().collect(Collectors.joining(" or "));
    }

    private static List<Metric> shown(Comparison.Row row, boolean limited) {
        return row.metrics().stream()
                .filter(metric ->
                        metric == Metric.GOODPUT
                                || metric == Metric.LATENCY_P50
                                || metric == Metric.LATENCY_P99
                                || (metric == Metric.CPU_PER_GIGABIT && !limited))
                .toList();
    }

    private CardLine line(Value value, Comparison.Row row, boolean limited) {
        Metric metric = value.metric();
        String limit =
                limited
                        ? ", "
                                + row.example()
                                        .wireLimitBitsPerSecond()
                                        .map(rate -> Quantities.bitRate((double) rate))
                                        .orElse("")
                        : "";
        String what =
                switch (metric) {
                    case GOODPUT -> limited ? "stream" + limit : "TCP stream";
                    case LATENCY_P50, LATENCY_P99, LATENCY_P999 -> "round trip " + metric.label();
                    case TRANSACTIONS, CPU_PER_GIGABIT, CPU_PER_MEGAPACKET, CPU_PER_TRANSACTION ->
                            metric.label();
                };
        String central = value.central().map(v -> Quantities.of(metric.unit(), v)).orElse("–");
        if (value.toReference().isEmpty()) {
            return new CardLine(what, central, "", "same");
        }
        PairedRatio ratio = value.toReference().get();
        // one pair is a number without a spread: the table has it, the summary must not lean on it
        String change = ratio.interval().isPresent() ? Quantities.change(ratio.ratio()) : "";
        return new CardLine(what, central, change, Tones.of(metric, ratio));
    }
}
