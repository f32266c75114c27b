package dev.wiregauge.report.chart;

import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/// Many dots as one path of points with round ends: a tenth of the bytes of as many circles.
final class DotCloud extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;
    private static final BasicStroke ROUND =
            new BasicStroke(2.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private final transient List<Series.Point> points;
    private final Color color;

    DotCloud(List<Series.Point> points, Color color) {
        this.points = List.copyOf(points);
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
        RectangleEdge below =
                Plot.resolveDomainAxisLocation(plot.getDomainAxisLocation(), plot.getOrientation());
        RectangleEdge beside =
                Plot.resolveRangeAxisLocation(plot.getRangeAxisLocation(), plot.getOrientation());
        Path2D path = new Path2D.Double();
        for (Series.Point point : points) {
            double x = domainAxis.valueToJava2D(point.x(), dataArea, below);
            double y = rangeAxis.valueToJava2D(point.y(), dataArea, beside);
            path.moveTo(x, y);
            path.lineTo(x, y);
        }
        g2.setStroke(ROUND);
        g2.setPaint(color);
        g2.draw(path);
    }
}
