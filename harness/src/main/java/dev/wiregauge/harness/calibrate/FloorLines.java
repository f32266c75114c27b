package dev.wiregauge.harness.calibrate;

import dev.wiregauge.result.Calibration;

import org.HdrHistogram.Histogram;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;

/// A calibration as a table of percentiles in microseconds.
public final class FloorLines {
    private static final String ROW = "%-14s %-10s %9s %9s %9s";

    private static final String STEP = "%-25s %9s %19s";

    private FloorLines() {}

    public static List<String> of(Calibration calibration) {
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted("floor (us)", "placement", "p50", "p99", "p99.9"));
        calibration.floors().forEach(floor -> lines.add(line(floor)));
        List<Calibration.Step> steps = calibration.steps().orElse(List.of());
        if (!steps.isEmpty()) {
            lines.add("");
            lines.add(STEP.formatted("step of a loop (ns)", "mean", "99.9 % within"));
            steps.forEach(step -> lines.add(line(step)));
        }
        return List.copyOf(lines);
    }

    private static String line(Calibration.Step step) {
        return STEP.formatted(
                step.name(),
                String.format(Locale.ROOT, "%.1f", step.ns()),
                String.format(Locale.ROOT, "±%.1f", step.errorNs()));
    }

    private static String line(Calibration.Floor floor) {
        Histogram histogram = decode(floor.histogram());
        return ROW.formatted(
                floor.name(),
                floor.placement(),
                micros(histogram, 50),
                micros(histogram, 99),
                micros(histogram, 99.9));
    }

    private static String micros(Histogram histogram, double percentile) {
        return String.format(
                Locale.ROOT, "%.1f", histogram.getValueAtPercentile(percentile) / 1000.0);
    }

    private static Histogram decode(String base64) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the histogram is damaged", e);
        }
    }
}
