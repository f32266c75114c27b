package dev.wiregauge.report.export;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// All latencies as one HdrHistogram log, a tagged line per run and cell; values in nanoseconds.
public final class HistogramExport {
    private HistogramExport() {}

    public static String render(List<Comparison> runs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.US_ASCII)) {
            HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputComment("[Wiregauge: merged round trips of valid trials, nanoseconds]");
            writer.outputLogFormatVersion();
            writer.outputLegend();
            for (Comparison run : runs) {
                run.rows().stream()
                        .flatMap(row -> row.entries().stream())
                        .forEach(entry -> write(writer, run, entry));
            }
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    private static void write(HistogramLogWriter writer, Comparison run, Entry entry) {
        entry.latency()
                .ifPresent(merged -> {
                    Histogram tagged = merged.copy();
                    tagged.setTag(tag(run.run().id() + "/" + entry.cell().id()));
                    tagged.setStartTimeStamp(run.run().startedAt().toEpochMilli());
                    tagged.setEndTimeStamp(run.run().finishedAt().toEpochMilli());
                    writer.outputIntervalHistogram(tagged);
                });
    }

    /// A tag may hold neither comma nor blank.
    private static String tag(String text) {
        return text.replaceAll("[,\\s]", "_");
    }
}
