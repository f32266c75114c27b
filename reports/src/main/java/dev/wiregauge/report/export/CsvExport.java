package dev.wiregauge.report.export;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Sample;
import dev.wiregauge.report.Comparison.Value;

import java.util.List;
import java.util.stream.Collectors;

/// One line per value that counts, RFC 4180, in base units: bit/s, 1/s, nanoseconds.
public final class CsvExport {
    private static final List<String> HEADING =
            List.of(
                    "run",
                    "trial",
                    "block",
                    "mode",
                    "path",
                    "workload",
                    "wire_limit_bits_per_second",
                    "metric",
                    "unit",
                    "value",
                    "variant");

    private CsvExport() {}

    public static String render(List<Comparison> runs) {
        StringBuilder out = new StringBuilder();
        line(out, HEADING);
        for (Comparison run : runs) {
            run.rows().stream()
                    .flatMap(row -> row.entries().stream())
                    .forEach(entry ->
                            entry.values().forEach(value -> lines(out, run, entry, value)));
        }
        return out.toString();
    }

    private static void lines(StringBuilder out, Comparison run, Entry entry, Value value) {
        for (Sample sample : value.samples()) {
            line(
                    out,
                    List.of(
                            run.run().id(),
                            String.valueOf(sample.trial()),
                            String.valueOf(sample.block()),
                            entry.cell().mode().id(),
                            entry.cell().path().id(),
                            entry.cell().workload().label(),
                            entry.cell().wireLimitBitsPerSecond().map(String::valueOf).orElse(""),
                            value.metric().id(),
                            Units.of(value.metric()),
                            String.valueOf(sample.value()),
                            entry.cell().variant().map(v -> v.name()).orElse("")));
        }
    }

    private static void line(StringBuilder out, List<String> fields) {
        out.append(fields.stream().map(CsvExport::quoted).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /// A field that begins like a formula is quoted with a leading apostrophe, so that no
    /// spreadsheet runs it.
    private static String quoted(String field) {
        String safe = field.matches("[=+@\\t\\r].*") ? "'" + field : field;
        return safe.matches("(?s).*[\",\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
