package dev.wiregauge.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.html.ReportFiles;
import dev.wiregauge.result.Calibration.Floor;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

@Timeout(60)
class FloorWordsTest {
    private static final String WORDS =
            "floor of the instrument (tcp_rr of 64 B over loopback, two cores): p50 12.0 µs, p99 12.0 µs, p99.9 12.0 µs";

    @TempDir private Path dir;

    private static Floor floor(String workload) {
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < 1000; i++) {
            histogram.recordValue(12_000);
        }
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        byte[] bytes = Arrays.copyOf(buffer.array(), length);
        return new Floor(workload, "two cores", Base64.getEncoder().encodeToString(bytes));
    }

    @Test
    void everyFormOfTheReportShowsTheFloorBesideItsLatencies() {
        RunFolder folder = new SampleRun(7, "quick").write(dir.resolve("run"));
        folder.writeFloors(List.of(floor("tcp_rr"), floor("tcp_crr")));
        Comparison comparison = Comparison.of(folder);
        Path report = ReportFiles.write(folder, comparison);
        assertThat(report).content().contains("The " + WORDS + ".");
        assertThat(SummaryMarkdown.render(comparison)).contains("The " + WORDS + ".");
        assertThat(TerminalTable.render(comparison, 200, false)).contains(WORDS);
    }

    @Test
    void aWorkloadWithoutLatenciesOrARunWithoutAFloorShowsNone() {
        RunFolder folder = new SampleRun(7, "quick").write(dir.resolve("run"));
        assertThat(Comparison.of(folder).floors()).isEmpty();
        assertThat(SummaryMarkdown.render(Comparison.of(folder))).doesNotContain("floor");
        folder.writeFloors(List.of(floor("tcp_rr")));
        Comparison comparison = Comparison.of(folder);
        assertThat(FloorWords.of(comparison, new Workload.TcpStream(1, 1000))).isEmpty();
        assertThat(FloorWords.of(comparison, new Workload.UdpRr(64, 64))).isEmpty();
        assertThat(FloorWords.of(comparison, new Workload.TcpRr(1, 1))).isPresent();
    }
}
