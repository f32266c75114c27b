package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.ProofSummary;
import dev.wiregauge.report.ProofWords;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.html.Page.PublishedLine;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;
import dev.wiregauge.yaml.RecordYaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What others published of the modes of a run; `published.yaml` says where each was read.
///
/// @param rows in the order to show
public record PublishedFigures(List<Row> rows) {
    private static final String FILE = "published.yaml";

    public PublishedFigures {
        rows = List.copyOf(rows);
    }

    /// @param figure as published, or a ratio of published figures
    /// @param of what it was made from
    /// @param measured what of a run is the same quantity
    public record Row(
            Mode mode,
            String what,
            String figure,
            String of,
            String address,
            String date,
            String hardware,
            String kernel,
            Measured measured) {}

    /// What of a run to show beside a row.
    public sealed interface Measured {
        /// Bytes that the wire showed.
        record Overhead() implements Measured {}

        /// The ratio of one TCP stream to the host baseline.
        record ToHost(Metric metric, Path path) implements Measured {}
    }

    static PublishedFigures load() {
        try (InputStream in = PublishedFigures.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the report lacks " + FILE);
            }
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return RecordYaml.read(FILE, yaml, PublishedFigures.class);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + FILE, e);
        }
    }

    /// The rows that this run has measured too.
    List<PublishedLine> beside(Comparison comparison) {
        return rows.stream()
                .flatMap(row ->
                        measured(comparison, row)
                                .map(here ->
                                        new PublishedLine(
                                                row.mode().id(),
                                                row.what(),
                                                row.figure(),
                                                here,
                                                row.of(),
                                                row.address(),
                                                row.date(),
                                                row.hardware(),
                                                row.kernel()))
                                .stream())
                .toList();
    }

    private static Optional<String> measured(Comparison comparison, Row row) {
        return switch (row.measured()) {
            case Measured.Overhead ignored ->
                    comparison
                            .proof(row.mode())
                            .filter(ProofSummary::proved)
                            .map(proof -> ProofWords.overhead(proof.overheadBytes()));
            case Measured.ToHost(Metric metric, Path path) ->
                    comparison.rows().stream()
                            .filter(each -> each.example().path() == path)
                            .filter(each -> isOneStream(each.example().workload()))
                            .filter(each ->
                                    each.example().wireLimitBitsPerSecond().isEmpty()
                                            && each.example().variant().isEmpty())
                            .flatMap(each -> each.entry(row.mode().id()).stream())
                            .flatMap(entry -> entry.value(metric).stream())
                            .flatMap(value -> value.toHost().stream())
                            .findFirst()
                            .map(Quantities::ratio);
        };
    }

    private static boolean isOneStream(Workload workload) {
        return workload instanceof Workload.TcpStream stream && stream.streams() == 1;
    }
}
