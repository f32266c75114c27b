package dev.wiregauge.report.chart;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYBoxAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

import java.awt.Color;
import java.util.List;

/// A matrix of fields, each with its value written in it and a shade for how good or bad it is.
public final class HeatMap {
    private static final int WIDTH = 760;
    private static final int ROW_HEIGHT = 30;
    private static final int FRAME = 44;
    private static final double HALF = .48;

    /// Width of the names in front, in all columns together.
    private static final double LABEL_SHARE = 1;

    private static final double INSET = .12;
    private static final int MOST_ALPHA = 130;
    private static final int LEAST_ALPHA = 18;
    private static final Color NOTHING = new Color(0, 0, 0, 0);

    private HeatMap() {}

    /// @param badness from -1, much better, to 1, much worse; 0 is no shade
    /// @param text may be empty, where there is nothing to say
    public record Field(double badness, String text) {}

    /// @param fields one for each column
    public record Line(String name, List<Field> fields) {
        public Line {
            fields = List.copyOf(fields);
        }
    }

    public static Chart draw(
            String id, String title, String description, List<String> columns, List<Line> lines) {
        return new Chart(
                id,
                title,
                description,
                WIDTH,
                FRAME + lines.size() * ROW_HEIGHT,
                palette -> draw(palette, columns, lines));
    }

    private static JFreeChart draw(Palette palette, List<String> columns, List<Line> lines) {
        XYSeries range = new XYSeries(0, false);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, false);
        double left = -.5 - LABEL_SHARE * columns.size();
        for (int line = 0; line < lines.size(); line++) {
            int y = lines.size() - 1 - line;
            renderer.addAnnotation(text(palette, Ink.MUTED, lines.get(line).name(), left, y));
            for (int x = 0; x < columns.size(); x++) {
                range.add(x, y);
                Field field = lines.get(line).fields().get(x);
                renderer.addAnnotation(
                        new XYBoxAnnotation(
                                x - HALF,
                                y - HALF,
                                x + HALF,
                                y + HALF,
                                Theme.HAIRLINE,
                                NOTHING,
                                shade(palette, field)));
                if (!field.text().isEmpty()) {
                    renderer.addAnnotation(text(palette, Ink.TEXT, field.text(), x - INSET, y));
                }
            }
        }
        SymbolAxis horizontal = new SymbolAxis("", columns.toArray(String[]::new));
        horizontal.setGridBandsVisible(false);
        horizontal.setTickMarksVisible(false);
        horizontal.setRange(left, columns.size() - .5);
        SymbolAxis vertical = new SymbolAxis("", new String[0]);
        vertical.setGridBandsVisible(false);
        vertical.setTickLabelsVisible(false);
        vertical.setRange(-.5, lines.size() - .5);
        XYPlot plot = new XYPlot(new XYSeriesCollection(range), horizontal, vertical, renderer);
        JFreeChart chart = Theme.chart(plot, palette);
        plot.setRangeGridlinesVisible(false);
        return chart;
    }

    private static Color shade(Palette palette, Field field) {
        double size = Math.min(1, Math.abs(field.badness()));
        if (size == 0) {
            return palette.of(Ink.GRID, MOST_ALPHA);
        }
        int alpha = (int) (LEAST_ALPHA + size * (MOST_ALPHA - LEAST_ALPHA));
        return palette.of(field.badness() > 0 ? Ink.WORSE : Ink.BETTER, alpha);
    }

    /// Begins at its place, so that text lines up whatever font the page is read in.
    private static XYTextAnnotation text(
            Palette palette, Ink ink, String text, double x, double y) {
        XYTextAnnotation annotation = new XYTextAnnotation(text, x, y);
        annotation.setFont(Theme.LABEL);
        annotation.setPaint(palette.of(ink));
        annotation.setTextAnchor(TextAnchor.CENTER_LEFT);
        return annotation;
    }
}
