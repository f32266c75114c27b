package dev.wiregauge.report.chart;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Stroke;

/// One look for all charts: no boxes, faint horizontal lines, small plain text.
final class Theme {
    static final Font LABEL = new MeasuredFont(Font.PLAIN, 11);
    static final Font TITLE = new MeasuredFont(Font.BOLD, 12);
    static final Stroke HAIRLINE = new BasicStroke(1);

    /// Lines told apart without colour, in the order of the series.
    private static final float[][] DASHES = {{}, {7, 3}, {2, 3}, {9, 3, 2, 3}, {4, 2}, {12, 4}};

    private Theme() {}

    static JFreeChart chart(XYPlot plot, Palette palette) {
        dress(plot, palette);
        JFreeChart chart = new JFreeChart(null, LABEL, plot, false);
        chart.setBackgroundPaint(null);
        chart.setBorderVisible(false);
        chart.setPadding(new RectangleInsets(6, 2, 2, 8));
        return chart;
    }

    static void dress(XYPlot plot, Palette palette) {
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(true);
        plot.setRangeGridlinePaint(palette.of(Ink.GRID));
        plot.setRangeGridlineStroke(HAIRLINE);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        // of the panels of a combined plot only the whole has an axis of time
        if (plot.getDomainAxis() != null) {
            dress(plot.getDomainAxis(), palette);
        }
        if (plot.getRangeAxis() != null) {
            dress(plot.getRangeAxis(), palette);
            plot.getRangeAxis().setAxisLineVisible(false);
            plot.getRangeAxis().setTickMarksVisible(false);
        }
    }

    private static void dress(ValueAxis axis, Palette palette) {
        axis.setLabelFont(LABEL);
        axis.setLabelPaint(palette.of(Ink.MUTED));
        axis.setTickLabelFont(LABEL);
        axis.setTickLabelPaint(palette.of(Ink.MUTED));
        axis.setAxisLinePaint(palette.of(Ink.GRID));
        axis.setTickMarkPaint(palette.of(Ink.GRID));
    }

    static Stroke line(int series, float width) {
        float[] dash = DASHES[series % DASHES.length];
        return dash.length == 0
                ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }
}
