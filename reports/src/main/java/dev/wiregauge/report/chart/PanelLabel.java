package dev.wiregauge.report.chart;

import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;

/// What a panel shows, in its upper left corner. A title beside the axis would be turned by a
/// quarter, and Java needs a font of the machine to turn text.
final class PanelLabel extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;
    private static final int INSET_X = 5;
    private static final int INSET_Y = 11;

    private final String text;
    private final Color color;

    PanelLabel(String text, Color color) {
        this.text = text;
        this.color = color;
    }

    @Override
    public void draw(
            Graphics2D g2,
            XYPlot plot,
            Rectangle2D dataArea,
            ValueAxis domainAxis,
            ValueAxis rangeAxis,
            int rendererIndex,
            PlotRenderingInfo info) {
        g2.setFont(Theme.LABEL);
        g2.setPaint(color);
        g2.drawString(
                text, (float) dataArea.getMinX() + INSET_X, (float) dataArea.getMinY() + INSET_Y);
    }
}
