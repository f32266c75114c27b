package dev.wiregauge.report.chart;

import org.jfree.chart.JFreeChart;

import java.util.function.Function;

/// What a report shows as a picture, in either of two forms.
///
/// @param id unique on its page; every id inside the SVG begins with it
/// @param title what it shows
/// @param description the same in words, for those who cannot see it
public record Chart(
        String id, String title, String description, int width, int height, Drawing drawing) {

    /// Builds the chart in the colours of one form.
    interface Drawing extends Function<Palette, JFreeChart> {}

    /// An `svg` element to be put into HTML as it is: its colours come from the page.
    public String svg() {
        return SvgPainter.paint(this);
    }

    /// A PNG picture on white.
    ///
    /// @throws NoFontException where this machine has no font, which a picture needs and an SVG
    ///   does not
    public byte[] png() {
        return PngPainter.paint(this);
    }
}
