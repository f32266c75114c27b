package dev.wiregauge.report.export;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Metric;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// OpenMetrics text of the central values and ratios, to be pushed or served as a file; times in
/// seconds, as that format wants.
public final class OpenMetricsExport {
    private static final double NANOSECONDS = 1e9;

    private final StringBuilder out = new StringBuilder();

    private OpenMetricsExport() {}

    public static String render(List<Comparison> runs) {
        OpenMetricsExport export = new OpenMetricsExport();
        for (Metric metric : Metric.values()) {
            export.family(runs, metric);
        }
        export.ratios(runs);
        export.out.append("# EOF\n");
        return export.out.toString();
    }

    private void family(List<Comparison> runs, Metric metric) {
        String name = "wiregauge_" + metric.id().replace('-', '_') + suffix(metric);
        head(name, metric.label() + ", central value of the valid trials");
        each(
                runs,
                (run, entry) ->
                        entry.value(metric)
                                .flatMap(Comparison.Value::central)
                                .ifPresent(v ->
                                        sample(name, labels(run, entry, ""), base(metric, v))));
    }

    private void ratios(List<Comparison> runs) {
        String name = "wiregauge_ratio_to_reference";
        head(name, "paired ratio to the reference mode or variant of the same run");
        each(
                runs,
                (run, entry) ->
                        entry.values()
                                .forEach(value ->
                                        value.toReference()
                                                .ifPresent(ratio ->
                                                        sample(
                                                                name,
                                                                labels(
                                                                        run,
                                                                        entry,
                                                                        value.metric().id()),
                                                                ratio.ratio()))));
    }

    private interface Visitor {
        void visit(Comparison run, Entry entry);
    }

    private static void each(List<Comparison> runs, Visitor visitor) {
        for (Comparison run : runs) {
            run.rows().stream()
                    .flatMap(row -> row.entries().stream())
                    .forEach(entry -> visitor.visit(run, entry));
        }
    }

    private void head(String name, String help) {
        out.append("# TYPE ").append(name).append(" gauge\n");
        out.append("# HELP ").append(name).append(' ').append(help).append(".\n");
    }

    private void sample(String name, String labels, double value) {
        out.append(name)
                .append(labels)
                .append(' ')
                .append(String.format(Locale.ROOT, "%.9g", value))
                .append('\n');
    }

    private static String labels(Comparison run, Entry entry, String metric) {
        Optional<Long> limit = entry.cell().wireLimitBitsPerSecond();
        return "{run=\""
                + escaped(run.run().id())
                + "\",mode=\""
                + entry.cell().mode().id()
                + "\",path=\""
                + entry.cell().path().id()
                + "\",workload=\""
                + escaped(entry.cell().workload().label())
                + "\""
                + entry.cell().variant().map(v -> ",variant=\"" + v.name() + "\"").orElse("")
                + limit.map(bits -> ",wire_limit=\"" + bits + "\"").orElse("")
                + (metric.isEmpty() ? "" : ",metric=\"" + metric + "\"")
                + "}";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String suffix(Metric metric) {
        return switch (metric.unit()) {
            case BITS_PER_SECOND -> "_bits_per_second";
            case PER_SECOND -> "_per_second";
            case NANOSECONDS -> "_seconds";
        };
    }

    private static double base(Metric metric, double value) {
        return metric.unit() == Metric.Unit.NANOSECONDS ? value / NANOSECONDS : value;
    }
}
