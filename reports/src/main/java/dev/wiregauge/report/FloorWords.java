package dev.wiregauge.report;

import dev.wiregauge.result.Calibration.Floor;
import dev.wiregauge.scenario.Workload;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;

/// The instrument's floor in words, beside the latencies that it is a part of.
public final class FloorWords {
    private FloorWords() {}

    /// @return empty for a workload without latencies, and where the run took no floor
    public static Optional<String> of(Comparison comparison, Workload workload) {
        return comparison.floors().stream()
                .filter(floor -> floor.name().equals(measuredAs(workload)))
                .findFirst()
                .map(FloorWords::words);
    }

    private static String measuredAs(Workload workload) {
        return workload instanceof Workload.TcpRrUnderLoad underLoad
                ? underLoad.probe().id()
                : workload.id();
    }

    private static String words(Floor floor) {
        Histogram histogram = decode(floor.histogram());
        return "floor of the instrument (%s of 64 B over loopback, %s): p50 %s, p99 %s, p99.9 %s"
                .formatted(
                        floor.name(),
                        floor.placement().equals("free") ? "not pinned" : floor.placement(),
                        at(histogram, Metric.LATENCY_P50),
                        at(histogram, Metric.LATENCY_P99),
                        at(histogram, Metric.LATENCY_P999));
    }

    private static String at(Histogram histogram, Metric metric) {
        double valueNs = histogram.getValueAtPercentile(metric.percentile());
        return Quantities.of(metric.unit(), valueNs);
    }

    private static Histogram decode(String base64) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the floor's histogram is damaged", e);
        }
    }
}
