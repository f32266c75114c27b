package dev.wiregauge.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.SampleRun;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.html.Page.FigureGroup;
import dev.wiregauge.result.Cell;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Measurement.DatagramFacts;
import dev.wiregauge.result.Measurement.RateStep;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.TcpSeries;
import dev.wiregauge.result.Trial;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Path;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chart stands in the report if, and only if, the run has its data, and says in words what it
/// shows.
@Timeout(60)
class FigureGroupsTest {
    @TempDir private static java.nio.file.Path temp = java.nio.file.Path.of("");
    private static List<Trial> streams = List.of();
    private static Optional<Run> written = Optional.empty();

    @BeforeAll
    static void sample() {
        RunFolder folder = new SampleRun(3, "quick").streamsOnly().write(temp.resolve("run"));
        written = Optional.of(folder.readRun());
        streams =
                folder.readTrials().stream()
                        .filter(trial -> trial.cell().path() == Path.POD_POD_CROSS_NODE)
                        .filter(trial -> trial.cell().wireLimitBitsPerSecond().isEmpty())
                        .toList();
    }

    private static List<FigureGroup> groups(List<Trial> trials) {
        Run run = written.orElseThrow();
        Comparison comparison = Comparison.of(run, trials, FigureGroupsTest::histogram);
        return new FigureBuilder(comparison, new Inks(run.scenario())).groups();
    }

    private static Histogram histogram(String name) {
        Histogram histogram = new Histogram(3);
        long base = name.equals("idle") ? 50_000 : 200_000;
        for (int i = 0; i < 2000; i++) {
            histogram.recordValue(base + 100L * (i % 500));
        }
        return histogram;
    }

    private static FigureGroup group(List<Trial> trials, String title) {
        return groups(trials).stream()
                .filter(group -> group.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new AssertionError(title + " is not shown"));
    }

    private static Trial changed(
            Trial trial, Workload workload, Measurement measurement, Map<String, String> more) {
        return new Trial(
                trial.number(),
                trial.block(),
                trial.attempt(),
                new Cell(trial.cell().mode(), trial.cell().path(), workload, Optional.empty()),
                trial.startedAt(),
                trial.verdict(),
                Optional.of(measurement),
                more.isEmpty() ? Optional.empty() : Optional.of("load"),
                more.isEmpty() ? Optional.empty() : Optional.of(more));
    }

    /// Every trial once for each workload, numbered on.
    private static List<Trial> withWorkloads(List<? extends Workload> workloads) {
        List<Trial> trials = new ArrayList<>();
        for (Workload workload : workloads) {
            for (Trial trial : streams) {
                Measurement measured = trial.measurement().orElseThrow();
                boolean datagrams = workload instanceof Workload.UdpStream;
                Measurement changed =
                        datagrams
                                ? measured.withDatagrams(
                                        Optional.of(new DatagramFacts(1400, 900, 100, 0, 0, 10)))
                                : measured.withTransactions(5000);
                trials.add(
                        changed(
                                trial,
                                workload,
                                changed,
                                datagrams ? Map.of() : Map.of("connect", "connect")));
            }
        }
        return trials;
    }

    @Test
    void streamsAloneShowNeitherLatencyNorLoadNorSizes() {
        assertThat(groups(streams))
                .extracting(FigureGroup::title)
                .containsExactly(
                        "Every sample", "Goodput over the time of a trial", "CPU time by kind");
        Figure cpu = group(streams, "CPU time by kind").figures().getFirst();
        assertThat(cpu.chart().description()).contains("bgp: user", "system", "softirq");
        assertThat(cpu.trials()).hasSize(6);
    }

    @Test
    void congestionWindowsStandBelowTheGoodput() {
        List<Trial> trials =
                streams.stream()
                        .map(trial ->
                                changed(
                                        trial,
                                        trial.cell().workload(),
                                        trial.measurement()
                                                .orElseThrow()
                                                .withTcpSeries(Optional.of(List.of(series()))),
                                        Map.of()))
                        .toList();
        String svg =
                group(trials, "Goodput over the time of a trial")
                        .figures()
                        .getFirst()
                        .chart()
                        .svg();
        assertThat(svg).contains("cwnd, segments", "sent again");
    }

    private static TcpSeries series() {
        return new TcpSeries(
                0,
                List.of(0L, 250_000_000L, 500_000_000L),
                List.of(60, 70, 80),
                List.of(10, 40, 90),
                List.of(0L, 0L, 2L),
                List.of(1L, 1L, 1L),
                List.of(1L, 1L, 1L),
                List.of(1500, 1500, 1500));
    }

    @Test
    void idleLatencyLiesUnderTheLoadedOne() {
        List<Trial> trials =
                streams.stream()
                        .map(trial ->
                                changed(
                                        trial,
                                        new Workload.TcpRr(64, 64),
                                        trial.measurement().orElseThrow().withTransactions(2000),
                                        Map.of("idle", "idle")))
                        .toList();
        FigureGroup latency = group(trials, "Latency by percentile");
        assertThat(latency.text()).contains("Thin: idle");
        assertThat(latency.figures().getFirst().chart().description())
                .startsWith("Idle: bgp: p50 74.9 µs")
                .contains("Under load: bgp: p50 225 µs");
        assertThat(group(trials, "Share of round trips below a time").figures()).hasSize(1);
    }

    @Test
    void severalPacesShowLatencyAgainstLoad() {
        List<Trial> trials =
                withWorkloads(List.of(paced(1000), paced(5000), new Workload.TcpRr(64, 64)));
        Figure figure = group(trials, "Latency against offered load").figures().getFirst();
        assertThat(figure.chart().description())
                .contains("bgp: tcp_rr@1000/s 225", "tcp_rr@5000/s 225");
        assertThat(figure.chart().svg()).contains("offered per second");
        assertThat(group(trials, "Other times").figures()).isNotEmpty();
    }

    private static Workload paced(int rate) {
        return new Workload.TcpRr(
                64, 64, Optional.of(new Pace(rate, Pace.Arrivals.FIXED, Pace.Waiting.BUSY)));
    }

    @Test
    void severalRatesOfDatagramsShowDeliveryAndLoss() {
        List<Trial> trials =
                withWorkloads(
                        List.of(
                                new Workload.UdpStream(1400, Optional.of(10_000)),
                                new Workload.UdpStream(1400, Optional.of(20_000))));
        List<Figure> figures = group(trials, "Packet rate and loss against offered load").figures();
        assertThat(figures).hasSize(2);
        assertThat(figures.getLast().chart().description()).contains("bgp: 10 % at 20k a second");
    }

    @Test
    void aSweepShowsEveryRateThatItTried() {
        List<RateStep> steps =
                List.of(
                        new RateStep(100_000, 100_000, 80_000, 20_000, 0, false),
                        new RateStep(50_000, 50_000, 50_000, 0, 0, true));
        List<Trial> trials =
                streams.stream()
                        .map(trial ->
                                changed(
                                        trial,
                                        new Workload.UdpRateSweep(64, 1000, 100_000, 4),
                                        trial.measurement().orElseThrow().withRateSteps(steps),
                                        Map.of()))
                        .toList();
        List<Figure> figures = group(trials, "Packet rate and loss against offered load").figures();
        assertThat(figures.getFirst().chart().description()).contains("bgp: 80k at 100k a second");
        assertThat(figures.getLast().chart().description()).contains("bgp: 20 % at 100k");
    }

    @Test
    void severalSizesShowGoodputAgainstSize() {
        List<Trial> trials =
                withWorkloads(List.of(new Workload.TcpRr(64, 64), new Workload.TcpRr(1024, 1024)));
        Figure figure = group(trials, "Goodput against size").figures().getFirst();
        assertThat(figure.chart().description()).contains(" at 64, ").contains(" at 1k");
        assertThat(figure.chart().svg()).contains("payload bytes");
    }
}
