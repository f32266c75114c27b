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
import dev.wiregauge.scenario.Workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Goodput against the size of a message, a write or a datagram: rows of one workload and path that
/// were measured with several.
final class SizeFigures {
    private static final LineChart.Axis SIZE =
            new LineChart.Axis("payload bytes", SizeFigures::bytes);

    private final FigureFrame frame;

    SizeFigures(FigureFrame frame) {
        this.frame = frame;
    }

    List<Figure> figures() {
        Map<String, List<Row>> byKind =
                frame.comparison().rows().stream()
                        .collect(
                                Collectors.groupingBy(
                                        row ->
                                                RowTitles.withoutWorkload(row)
                                                        + ", "
                                                        + row.example().workload().id(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        List<Figure> figures = new ArrayList<>();
        byKind.forEach((kind, rows) -> {
            long sizes =
                    rows.stream().map(row -> size(row.example().workload())).distinct().count();
            // rows that differ in something else as well would put two points over one size
            if (sizes > 1 && sizes == rows.size()) {
                figures.add(figure(kind, rows, "size" + figures.size()));
            }
        });
        return figures;
    }

    private Figure figure(String kind, List<Row> rows, String id) {
        List<Entry> entries =
                rows.stream()
                        .flatMap(row -> WithHost.entries(frame.comparison(), row).stream())
                        .filter(entry -> !entry.validTrials().isEmpty())
                        .sorted(Comparator.comparingInt(e -> size(e.cell().workload())))
                        .toList();
        Map<String, List<Entry>> byContender =
                entries.stream()
                        .collect(
                                Collectors.groupingBy(
                                        entry -> entry.cell().contender(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        List<Series> lines =
                byContender.values().stream()
                        .map(each ->
                                frame.series(
                                        each.getFirst(),
                                        each.stream()
                                                .map(entry ->
                                                        new Series.Point(
                                                                size(entry.cell().workload()),
                                                                goodput(entry)))
                                                .toList()))
                        .toList();
        String words =
                lines.stream()
                        .map(line ->
                                line.name()
                                        + ": "
                                        + line.points().stream()
                                                .map(p ->
                                                        Quantities.bitRate(p.y())
                                                                + " at "
                                                                + bytes(p.x()))
                                                .collect(Collectors.joining(", ")))
                        .collect(Collectors.joining("; "));
        return frame.figure(
                kind,
                LineChart.against(
                        id,
                        "Goodput against size: " + kind,
                        words,
                        SIZE,
                        true,
                        new LineChart.Lines(
                                new LineChart.Axis("", Quantities::bitRate), List.of(), lines)),
                entries);
    }

    private static double goodput(Entry entry) {
        return entry.value(Metric.GOODPUT)
                .flatMap(value -> value.central())
                .orElseGet(() ->
                        Samples.median(
                                entry.validTrials().stream()
                                        .flatMap(trial -> trial.measurement().stream())
                                        .mapToDouble(Measurement::goodputBitsPerSecond)
                                        .toArray()));
    }

    private static int size(Workload workload) {
        return switch (workload) {
            case Workload.TcpStream stream -> stream.writeBytes();
            case Workload.TcpStreamZeroCopy stream -> stream.writeBytes();
            case Workload.TcpRr rr -> rr.requestBytes();
            case Workload.TcpCrr crr -> crr.requestBytes();
            case Workload.UdpRr rr -> rr.requestBytes();
            case Workload.UdpStream stream -> stream.payloadBytes();
            case Workload.UdpStreamSegmented stream -> stream.payloadBytes();
            case Workload.TcpRrUnderLoad loaded -> loaded.probe().requestBytes();
            case Workload.UdpRateSweep sweep -> sweep.payloadBytes();
        };
    }

    private static String bytes(double size) {
        return size >= 1000 ? Math.round(size / 1000) + "k" : String.valueOf(Math.round(size));
    }
}
