package dev.wiregauge.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.SampleRun;
import dev.wiregauge.report.chart.Chart;
import dev.wiregauge.report.html.HtmlReport;
import dev.wiregauge.report.html.Overlay;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.imageio.ImageIO;

@Timeout(60)
class ExportTest {
    @TempDir private static Path temp = Path.of("");
    private static List<Comparison> runs = List.of();

    @BeforeAll
    static void sample() {
        runs = List.of(Comparison.of(new SampleRun(5, "quick").write(temp.resolve("run"))));
    }

    @Test
    void csvHoldsEverySampleInBaseUnits() {
        List<String> lines = CsvExport.render(runs).lines().toList();
        long samples =
                runs.getFirst().rows().stream()
                        .flatMap(row -> row.entries().stream())
                        .flatMap(entry -> entry.values().stream())
                        .mapToLong(value -> value.samples().size())
                        .sum();
        assertThat(lines).hasSize((int) samples + 1);
        assertThat(lines.getFirst()).startsWith("run,trial,block,mode,path,workload,");
        assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(11));
    }

    @Test
    void jsonReadsBackToTheSameNumbers() {
        JsonExport export = RecordJson.read(JsonExport.render(runs), JsonExport.class);
        JsonExport.CellJson cell = export.runs().getFirst().cells().get(1);
        assertThat(cell.values().getFirst().toReference())
                .isEqualTo(
                        runs.getFirst()
                                .rows()
                                .getFirst()
                                .entries()
                                .get(1)
                                .value(Metric.GOODPUT)
                                .orElseThrow()
                                .toReference());
    }

    @Test
    void histogramLogReadsBackWithOneTagPerCell() {
        String log = HistogramExport.render(runs);
        Map<String, Long> counts = new TreeMap<>();
        try (HistogramLogReader reader =
                new HistogramLogReader(
                        new ByteArrayInputStream(log.getBytes(StandardCharsets.US_ASCII)))) {
            while (reader.nextIntervalHistogram() instanceof Histogram histogram) {
                counts.put(histogram.getTag(), histogram.getTotalCount());
            }
        }
        assertThat(counts).hasSize(10).containsKey("run/vxlan/pod-service/tcp_rr");
        assertThat(counts.values()).allMatch(count -> count > 1000);
    }

    @Test
    void openMetricsHasOneHeadPerFamilyAndEndsAsItMust() {
        List<String> lines = OpenMetricsExport.render(runs).lines().toList();
        assertThat(lines.getLast()).isEqualTo("# EOF");
        List<String> types = lines.stream().filter(line -> line.startsWith("# TYPE")).toList();
        assertThat(types).doesNotHaveDuplicates();
        assertThat(lines)
                .filteredOn(line -> !line.startsWith("#"))
                .isNotEmpty()
                .allMatch(line -> line.matches("wiregauge_[a-z0-9_]+\\{[^}]*} [0-9.e+-]+"));
        assertThat(lines)
                .anyMatch(line ->
                        line.startsWith("wiregauge_latency_p50_seconds{")
                                && Double.parseDouble(line.substring(line.indexOf('}') + 2))
                                        < .001);
    }

    @Test
    void everyChartIsAlsoAPicture() throws Exception {
        List<Chart> charts = HtmlReport.charts(runs.getFirst());
        assertThat(charts).hasSizeGreaterThan(8);
        for (Chart chart : charts) {
            var image = ImageIO.read(new ByteArrayInputStream(chart.png()));
            assertThat(image.getWidth()).isEqualTo(chart.width() * 2);
            assertThat(coloursOf(image)).as(chart.title()).hasSizeGreaterThan(10);
        }
    }

    private static List<Integer> coloursOf(java.awt.image.BufferedImage image) {
        List<Integer> colours = new ArrayList<>();
        for (int y = 0; y < image.getHeight(); y += 3) {
            for (int x = 0; x < image.getWidth(); x += 3) {
                if (!colours.contains(image.getRGB(x, y)) && colours.size() < 50) {
                    colours.add(image.getRGB(x, y));
                }
            }
        }
        return colours;
    }

    @Test
    void severalRunsShareAPageThatWarnsOfUnlikeMachines() {
        Comparison other =
                Comparison.of(
                        new SampleRun(6, "quick")
                                .environment(ExportTest::moreCpus)
                                .write(temp.resolve("other")));
        String html = new HtmlReport().render(Overlay.of(List.of(runs.getFirst(), other)));
        assertThat(html)
                .contains("2 runs side by side")
                .contains("The machines differ")
                .contains("CPU: baseline 2 x")
                .contains("<svg");
    }

    private static dev.wiregauge.result.Environment moreCpus(dev.wiregauge.result.Environment old) {
        return new dev.wiregauge.result.Environment(
                old.kernel(),
                old.architecture(),
                old.cpuModel(),
                16,
                old.memoryBytes(),
                old.javaVersion(),
                old.operatingSystem(),
                old.nodes(),
                old.settings());
    }
}
