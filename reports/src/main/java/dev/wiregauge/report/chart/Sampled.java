package dev.wiregauge.report.chart;

import java.util.List;

/// All samples of one name, such as a mode's goodputs.
public record Sampled(String name, Ink ink, int position, List<Dot> dots) {
    public Sampled {
        dots = List.copyOf(dots);
    }

    /// @param tip shown on hover and read aloud
    /// @param link where the sample came from, such as `#trial-12`
    public record Dot(double value, String tip, String link) {}
}
