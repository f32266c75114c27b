package dev.wiregauge.report;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Comparison.Value;
import dev.wiregauge.report.stats.PairedRatio;
import dev.wiregauge.result.Verdict;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The answer in a sentence or two, from the numbers alone.
///
/// @param verdict the run's own
/// @param sentence what was found, or why nothing can be said
/// @param proof what the wire showed
public record Headline(Verdict verdict, String sentence, String proof) {
    /// A design that would miss a change of a quarter is no test of encapsulation.
    private static final double TOO_NOISY = 1.25;

    /// The change that "how many repeats" refers to.
    private static final double WORTH_SHOWING = 1.05;

    /// In a run with variants each mode has a row of its own; more than so many are no sentence.
    private static final int MOST_ROWS = 3;

    public static Headline of(Comparison comparison) {
        return new Headline(
                comparison.run().verdict(), sentence(comparison), proofSentence(comparison));
    }

    private static String sentence(Comparison comparison) {
        List<String> parts = new ArrayList<>();
        for (Metric metric : List.of(Metric.GOODPUT, Metric.LATENCY_P50)) {
            for (Row row : crossNodeRows(comparison, metric)) {
                ratios(comparison, row, metric).ifPresent(parts::add);
            }
        }
        if (parts.isEmpty()) {
            return "No ratio can be given: "
                    + Verdicts.reasons(comparison.conclude()).stream()
                            .findFirst()
                            .orElse("only one mode was measured")
                    + ".";
        }
        return "Between pods on different nodes " + String.join("; ", parts) + ".";
    }

    private static List<Row> crossNodeRows(Comparison comparison, Metric metric) {
        return comparison.rows().stream()
                .filter(row -> row.example().path() == Path.POD_POD_CROSS_NODE)
                .filter(row -> !row.example().ofLimitedRow())
                .filter(row -> row.metrics().contains(metric))
                .limit(comparison.run().scenario().variants().isPresent() ? MOST_ROWS : 1)
                .toList();
    }

    private static Optional<String> ratios(Comparison comparison, Row row, Metric metric) {
        List<String> differing = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        double detectable = 1;
        int repeats = 0;
        for (Entry entry : row.entries()) {
            Optional<PairedRatio> ratio =
                    entry.value(metric)
                            .flatMap(Value::toReference)
                            .filter(r -> entry.verdict().passed());
            if (ratio.isEmpty()) {
                continue;
            }
            String mode = entry.cell().contender();
            if (ratio.get().differs()) {
                differing.add(size(metric, ratio.get()) + " with " + mode);
            } else {
                alike.add(mode);
                detectable = Math.max(detectable, ratio.get().detectable().orElse(1.));
                repeats = Math.max(repeats, ratio.get().pairsToShow(WORTH_SHOWING).orElse(0));
            }
        }
        if (differing.isEmpty() && alike.isEmpty()) {
            return Optional.empty();
        }
        String subject =
                in(row)
                        + (metric == Metric.GOODPUT
                                ? "one TCP stream carries "
                                : "the median round trip takes ");
        String reference = comparison.reference();
        String shown =
                differing.isEmpty()
                        ? ""
                        : subject + String.join(" and ", differing) + " than with " + reference;
        String open =
                alike.isEmpty()
                        ? ""
                        : (differing.isEmpty()
                                        ? in(row)
                                                + undecided(
                                                        metric,
                                                        alike,
                                                        reference,
                                                        detectable,
                                                        repeats)
                                        : ", and no difference is shown for "
                                                + String.join(" and ", alike))
                                + " (only changes above "
                                + Quantities.change(detectable).replaceAll("[+−±]", "")
                                + " would have shown)";
        return Optional.of(shown + open);
    }

    private static String in(Row row) {
        boolean common =
                row.entries().stream()
                        .allMatch(entry -> entry.cell().mode() == row.example().mode());
        return row.example().variant().isPresent() && common
                ? "with " + row.example().mode().id() + " "
                : "";
    }

    private static String undecided(
            Metric metric, List<String> alike, String reference, double detectable, int repeats) {
        String subject = metric == Metric.GOODPUT ? "one TCP stream" : "the median round trip";
        String modes = String.join(" and ", alike);
        return detectable > TOO_NOISY
                ? "%s was too noisy here to tell %s from %s, about %d repeats would show 5 %%"
                        .formatted(subject, modes, reference, repeats)
                : subject + " shows no difference of " + modes + " to " + reference;
    }

    /// Such as `5.9 % less`.
    private static String size(Metric metric, PairedRatio ratio) {
        boolean higher = ratio.ratio() > 1;
        String word =
                metric == Metric.GOODPUT
                        ? (higher ? " more" : " less")
                        : (higher ? " longer" : " shorter");
        return Quantities.change(ratio.ratio()).replaceAll("[+−±]", "") + word;
    }

    private static String proofSentence(Comparison comparison) {
        List<ProofSummary> modes =
                comparison.proofs().stream().filter(p -> p.mode() != Mode.HOST).toList();
        String proved =
                modes.stream()
                        .filter(ProofSummary::proved)
                        .map(p -> p.mode().id() + " " + bytes(p))
                        .collect(Collectors.joining(", "));
        String unproved =
                modes.stream()
                        .filter(p -> !p.proved())
                        .map(p -> p.mode().id() + " (" + seen(p) + ")")
                        .collect(Collectors.joining(", "));
        String first =
                proved.isEmpty() ? "" : "Proved on captured packets, both directions: " + proved;
        String second = unproved.isEmpty() ? "" : "Not proved: " + unproved;
        return java.util.stream.Stream.of(first, second)
                .filter(text -> !text.isEmpty())
                .map(text -> text + ".")
                .collect(Collectors.joining(" "));
    }

    private static String bytes(ProofSummary proof) {
        return proof.overheadBytes().stream().map(b -> "+" + b).collect(Collectors.joining("/"))
                + " bytes a packet";
    }

    private static String seen(ProofSummary proof) {
        return proof.seen().isEmpty()
                ? "no tagged packet was seen"
                : "the wire shows "
                        + proof.seen().stream()
                                .map(ProofWords::name)
                                .collect(Collectors.joining(" and "));
    }
}
