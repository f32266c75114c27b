package dev.wiregauge.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps docs/reference/metrics.md equal to the metrics that there are; a metric without a
/// definition does not compile.
///
/// After a change: `./mvnw -pl reports -am test -Dtest=MetricReferenceTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Dwiregauge.reference=write`.
@Timeout(60)
class MetricReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    private static final String HEAD =
            """
            # Metrics

            Written from `report.Metric` by `MetricReferenceTest`; do not edit. Each trial gives one value of each metric
            that applies to its workload. All refer to the measured window: from the first event after the warm-up to the
            first event after warm-up plus duration, on one clock. [method.md](../method.md) says how trials become ratios.

            """;

    /// What is computed, and from what.
    private record Definition(String formula, String source) {}

    @Test
    void thePageSaysWhatTheProgramComputes() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("wiregauge.reference"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| name | in reports | unit | better | definition | source |\n");
        page.append("|---|---|---|---|---|---|\n");
        for (Metric metric : Metric.values()) {
            Definition definition = definition(metric);
            page.append(
                    "| `%s` | %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    metric.id(),
                                    metric.label(),
                                    unit(metric.unit()),
                                    better(metric.direction()),
                                    definition.formula(),
                                    definition.source()));
        }
        return page.append("\nA percentile of one trial is formed only if at least ")
                .append(Metric.LEAST_BEYOND_PERCENTILE)
                .append(
                        " of its round trips lie beyond it; otherwise the trial has no value of it.\n")
                .toString();
    }

    private static String unit(Metric.Unit unit) {
        return switch (unit) {
            case BITS_PER_SECOND -> "bit/s";
            case PER_SECOND -> "1/s";
            case NANOSECONDS -> "ns";
        };
    }

    private static String better(Metric.Direction direction) {
        return switch (direction) {
            case HIGHER_IS_BETTER -> "higher";
            case LOWER_IS_BETTER -> "lower";
        };
    }

    private static Definition definition(Metric metric) {
        return switch (metric) {
            case GOODPUT ->
                    new Definition(
                            "payload bytes that the receiver took in its window, times 8, over the window's length",
                            "the receiving agent's own count and monotonic clock, sent back on the data connection");
            case TRANSACTIONS ->
                    new Definition(
                            "round trips completed in the window, over the window's length",
                            "the client agent's count and monotonic clock");
            case LATENCY_P50, LATENCY_P99, LATENCY_P999 ->
                    new Definition(
                            "%s %% of the window's round trips took no longer"
                                    .formatted(
                                            Double.toString(metric.percentile())
                                                    .replaceAll("\\.0$", "")),
                            "the client agent's HdrHistogram of the trial (stored in the run folder): from handing over "
                                    + "the request, in open loop from the time it was due, to having the whole response");
            case CPU_PER_GIGABIT ->
                    new Definition(
                            "busy CPU time (user, system and softirq) of the client's whole machine in the window, less its share while idle, over gigabits of goodput",
                            "`/proc/stat`, in ticks: the error over a window is about a tick for each CPU and kind; in the lab one machine holds both ends");
            case CPU_PER_MEGAPACKET ->
                    new Definition(
                            "the same CPU time, over millions of packets: datagrams that arrived, or TCP segments with data that were sent",
                            "`/proc/stat`, as above; the datagrams' sequence numbers, TCP_INFO's tcpi_data_segs_out");
            case CPU_PER_TRANSACTION ->
                    new Definition(
                            "busy CPU time (user, system and softirq) of the client's whole machine in the window, less its share while idle, over completed round trips",
                            "`/proc/stat`, as above");
        };
    }
}
