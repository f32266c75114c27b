package dev.wiregauge.report.chart;

import java.util.List;

/// Points of one name and ink.
///
/// @param position of the series among all that a report shows: it decides dashes and markers, so
///   that one mode looks alike in every chart
public record Series(String name, Ink ink, int position, List<Point> points) {
    public Series {
        points = List.copyOf(points);
    }

    public record Point(double x, double y) {}
}
