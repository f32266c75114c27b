package dev.wiregauge.report.chart;

/// A finished chart.
///
/// @param id unique on its page; every id inside the SVG begins with it
/// @param title what it shows
/// @param description the same in words, for those who cannot see it
/// @param svg an `svg` element to be put into HTML as it is
public record SvgChart(String id, String title, String description, String svg) {}
