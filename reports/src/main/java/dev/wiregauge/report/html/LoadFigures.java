package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.Series;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Measurement;
import dev.wiregauge.result.Measurement.RateStep;
import dev.wiregauge.scenario.Pace;
import dev.wiregauge.scenario.Workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What happens as more is asked of the network: rows of one kind that differ in their rate, and
/// sweeps, which try many rates within a trial.
final class LoadFigures {
    private static final LineChart.Axis OFFERED =
            new LineChart.Axis("offered per second", LoadFigures::count);
    private static final LineChart.Axis LOSS =
            new LineChart.Axis("", share -> Quantities.percent(share));

    private final FigureFrame frame;

    LoadFigures(FigureFrame frame) {
        this.frame = frame;
    }

    /// p50 and p99 of open loops with at least two rates.
    List<Figure> latency() {
        List<Figure> figures = new ArrayList<>();
        for (Family family : families(LoadFigures::pace)) {
            Map<String, List<Entry>> byContender = family.byContender();
            List<Series> p50 = lines(byContender, family, Metric.LATENCY_P50);
            List<Series> p99 = lines(byContender, family, Metric.LATENCY_P99);
            if (!p50.isEmpty()) {
                figures.add(
                        frame.figure(
                                family.title(),
                                LineChart.against(
                                        "load" + figures.size(),
                                        "Latency against offered load: " + family.title(),
                                        inWords(byContender, Metric.LATENCY_P50),
                                        OFFERED,
                                        true,
                                        new LineChart.Lines(
                                                new LineChart.Axis("", Quantities::duration),
                                                p99,
                                                p50)),
                                family.entries()));
            }
        }
        return figures;
    }

    private List<Series> lines(Map<String, List<Entry>> byContender, Family family, Metric metric) {
        return byContender.values().stream()
                .map(entries ->
                        frame.series(
                                entries.getFirst(),
                                entries.stream()
                                        .flatMap(entry ->
                                                entry
                                                        .value(metric)
                                                        .flatMap(value -> value.central())
                                                        .map(v ->
                                                                new Series.Point(
                                                                        family.rate(entry), v))
                                                        .stream())
                                        .toList()))
                .filter(series -> !series.points().isEmpty())
                .toList();
    }

    private static String inWords(Map<String, List<Entry>> byContender, Metric metric) {
        return byContender.entrySet().stream()
                .map(each ->
                        each.getKey()
                                + ": "
                                + each.getValue().stream()
                                        .map(entry ->
                                                entry.cell().workload().label()
                                                        + " "
                                                        + entry.value(metric)
                                                                .flatMap(v -> v.central())
                                                                .map(v ->
                                                                        Quantities.of(
                                                                                metric.unit(), v))
                                                                .orElse("no value"))
                                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    /// Delivered rate and loss: a pair of charts for each sweep and each family of rates.
    List<Figure> packets() {
        List<Figure> figures = new ArrayList<>();
        for (Row row : frame.comparison().rows()) {
            if (row.entries().stream().anyMatch(entry -> !steps(entry).isEmpty())) {
                sweep(row, figures);
            }
        }
        for (Family family : families(LoadFigures::datagramRate)) {
            rates(family, figures);
        }
        return figures;
    }

    private void sweep(Row row, List<Figure> figures) {
        List<Series> delivered = new ArrayList<>();
        List<Series> lost = new ArrayList<>();
        for (Entry entry : row.entries()) {
            List<RateStep> steps =
                    steps(entry).stream()
                            .sorted(Comparator.comparingLong(RateStep::offeredPerSecond))
                            .toList();
            delivered.add(
                    frame.series(entry, points(steps, step -> (double) step.receivedPerSecond())));
            lost.add(frame.series(entry, points(steps, LoadFigures::loss)));
        }
        add(figures, frame.title(row), delivered, lost, row.entries());
    }

    private static List<Series.Point> points(
            List<RateStep> steps, Function<RateStep, Double> value) {
        return steps.stream()
                .map(step -> new Series.Point(step.offeredPerSecond(), value.apply(step)))
                .toList();
    }

    private static double loss(RateStep step) {
        long sent = step.sentPerSecond();
        return sent == 0 ? 0 : Math.max(0, 1 - (double) step.receivedPerSecond() / sent);
    }

    private void rates(Family family, List<Figure> figures) {
        List<Series> delivered = new ArrayList<>();
        List<Series> lost = new ArrayList<>();
        for (List<Entry> entries : family.byContender().values()) {
            delivered.add(line(family, entries, LoadFigures::deliveredPerSecond));
            lost.add(line(family, entries, m -> m.datagrams().orElseThrow().lossRatio()));
        }
        add(figures, family.title(), delivered, lost, family.entries());
    }

    private Series line(Family family, List<Entry> entries, Function<Measurement, Double> value) {
        List<Series.Point> points =
                entries.stream()
                        .flatMap(entry -> {
                            double[] values =
                                    entry.validTrials().stream()
                                            .flatMap(trial -> trial.measurement().stream())
                                            .filter(m -> m.datagrams().isPresent())
                                            .mapToDouble(value::apply)
                                            .toArray();
                            return values.length == 0
                                    ? Optional.<Series.Point>empty().stream()
                                    : Optional.of(
                                            new Series.Point(
                                                    family.rate(entry), Samples.median(values)))
                                            .stream();
                        })
                        .toList();
        return frame.series(entries.getFirst(), points);
    }

    private static double deliveredPerSecond(Measurement measurement) {
        return measurement.datagrams().orElseThrow().received() * 1e9 / measurement.windowNs();
    }

    private void add(
            List<Figure> figures,
            String title,
            List<Series> delivered,
            List<Series> lost,
            List<Entry> entries) {
        String id = "packets" + figures.size();
        figures.add(
                frame.figure(
                        title + ": delivered per second",
                        LineChart.against(
                                id,
                                "Packet rate against offered load: " + title,
                                inWords(delivered, LoadFigures::count),
                                OFFERED,
                                true,
                                new LineChart.Lines(
                                        new LineChart.Axis("", LoadFigures::count),
                                        List.of(),
                                        delivered)),
                        entries));
        figures.add(
                frame.figure(
                        title + ": lost",
                        LineChart.against(
                                id + "-loss",
                                "Loss against offered load: " + title,
                                inWords(lost, Quantities::percent),
                                OFFERED,
                                false,
                                new LineChart.Lines(LOSS, List.of(), lost)),
                        entries));
    }

    private static String inWords(List<Series> lines, Function<Double, String> value) {
        return lines.stream()
                .filter(line -> !line.points().isEmpty())
                .map(line ->
                        line.name()
                                + ": "
                                + value.apply(line.points().getLast().y())
                                + " at "
                                + count(line.points().getLast().x())
                                + " a second")
                .collect(Collectors.joining("; "));
    }

    private static List<RateStep> steps(Entry entry) {
        return entry.validTrials().stream()
                .flatMap(trial -> trial.measurement().stream())
                .flatMap(measurement -> measurement.rateSteps().stream())
                .flatMap(List::stream)
                .filter(step -> step.offeredPerSecond() > 0)
                .toList();
    }

    /// Rows that differ in nothing but a rate.
    private record Family(
            String title, List<Entry> entries, Function<Workload, Optional<Integer>> rateOf) {
        double rate(Entry entry) {
            return rateOf.apply(entry.cell().workload()).orElseThrow();
        }

        Map<String, List<Entry>> byContender() {
            return entries.stream()
                    .sorted(Comparator.comparingDouble(this::rate))
                    .collect(
                            Collectors.groupingBy(
                                    entry -> entry.cell().contender(),
                                    LinkedHashMap::new,
                                    Collectors.toList()));
        }
    }

    private List<Family> families(Function<Workload, Optional<Integer>> rateOf) {
        Map<String, List<Row>> byKind =
                frame.comparison().rows().stream()
                        .filter(row -> rateOf.apply(row.example().workload()).isPresent())
                        .collect(
                                Collectors.groupingBy(
                                        LoadFigures::kind,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        return byKind.entrySet().stream()
                .filter(each ->
                        each.getValue().stream()
                                        .map(row -> rateOf.apply(row.example().workload()))
                                        .distinct()
                                        .count()
                                > 1)
                .map(each ->
                        new Family(
                                each.getKey(),
                                each.getValue().stream()
                                        .flatMap(row -> row.entries().stream())
                                        .toList(),
                                rateOf))
                .toList();
    }

    private static String kind(Row row) {
        String label =
                row.example()
                        .workload()
                        .label()
                        .replaceAll("@\\d+/s", "")
                        .replaceAll("-\\d+pps", "");
        return RowTitles.withoutWorkload(row) + ", " + label;
    }

    private static Optional<Integer> pace(Workload workload) {
        return switch (workload) {
            case Workload.TcpRr rr -> rr.pace().map(Pace::requestsPerSecond);
            case Workload.UdpRr rr -> rr.pace().map(Pace::requestsPerSecond);
            case Workload.TcpRrUnderLoad loaded ->
                    loaded.probe().pace().map(Pace::requestsPerSecond);
            case Workload.TcpStream s -> Optional.empty();
            case Workload.TcpStreamZeroCopy s -> Optional.empty();
            case Workload.TcpCrr s -> Optional.empty();
            case Workload.UdpStream s -> Optional.empty();
            case Workload.UdpStreamSegmented s -> Optional.empty();
            case Workload.UdpRateSweep s -> Optional.empty();
        };
    }

    private static Optional<Integer> datagramRate(Workload workload) {
        return switch (workload) {
            case Workload.UdpStream stream -> stream.packetsPerSecond();
            case Workload.UdpStreamSegmented stream -> stream.packetsPerSecond();
            case Workload.UdpRateSweep s -> Optional.empty();
            case Workload.TcpRr s -> Optional.empty();
            case Workload.UdpRr s -> Optional.empty();
            case Workload.TcpRrUnderLoad s -> Optional.empty();
            case Workload.TcpStream s -> Optional.empty();
            case Workload.TcpStreamZeroCopy s -> Optional.empty();
            case Workload.TcpCrr s -> Optional.empty();
        };
    }

    private static String count(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return value >= 1e3 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        return value >= 10
                ? String.valueOf(Math.round(value))
                : String.valueOf(Math.round(value * 10) / 10.0).replaceAll("\\.0$", "");
    }
}
