package dev.wiregauge.report.chart;

import dev.wiregauge.report.stats.Samples;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYBoxAnnotation;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.XYToolTipGenerator;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.urls.XYURLGenerator;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.List;

/// Every sample as a dot, with the middle half boxed and the median as a bar.
public final class BoxChart {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 250;
    private static final double BOX_HALF_WIDTH = .3;
    private static final double SPREAD = .2;
    private static final double WIDE = 6;
    private static final int BOX_ALPHA = 45;
    private static final int DOT_ALPHA = 190;
    private static final Stroke MEDIAN = new BasicStroke(2.4f);
    private static final Ellipse2D DOT = new Ellipse2D.Double(-2.5, -2.5, 5, 5);

    /// More than so many cannot be hit one by one.
    private static final int MOST_LINKED = 100;

    private static final Color NOTHING = new Color(0, 0, 0, 0);

    private BoxChart() {}

    public static Chart draw(
            String id,
            String title,
            String description,
            LineChart.Axis value,
            List<Sampled> groups) {
        return new Chart(
                id, title, description, WIDTH, HEIGHT, palette -> draw(palette, value, groups));
    }

    private static JFreeChart draw(Palette palette, LineChart.Axis value, List<Sampled> groups) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer dots = new XYLineAndShapeRenderer(false, true);
        String[] names = groups.stream().map(Sampled::name).toArray(String[]::new);
        SymbolAxis x = new SymbolAxis("", names);
        x.setGridBandsVisible(false);
        x.setTickMarksVisible(false);
        ValueAxis y =
                isWide(groups)
                        ? new LogarithmicAxis(value.title(), value.unit(), 1, 2, 5)
                        : new PlainAxis(value.title(), value.unit());
        XYPlot plot = new XYPlot(data, x, y, dots);
        for (int group = 0; group < groups.size(); group++) {
            addBox(palette, dots, groups.get(group), group);
            addDots(palette, data, dots, groups.get(group), group);
        }
        dots.setDefaultToolTipGenerator(tips(groups));
        dots.setURLGenerator(links(groups));
        return Theme.chart(plot, palette);
    }

    /// A single outlier would else press all others flat.
    private static boolean isWide(List<Sampled> groups) {
        double[] values =
                groups.stream()
                        .flatMap(group -> group.dots().stream())
                        .mapToDouble(Sampled.Dot::value)
                        .toArray();
        return values.length > 0
                && Samples.quantile(values, 0) > 0
                && Samples.quantile(values, 1) / Samples.quantile(values, 0) > WIDE;
    }

    private static void addBox(
            Palette palette, XYLineAndShapeRenderer renderer, Sampled group, int position) {
        double[] values = group.dots().stream().mapToDouble(Sampled.Dot::value).toArray();
        if (values.length == 0) {
            return;
        }
        double left = position - BOX_HALF_WIDTH;
        double right = position + BOX_HALF_WIDTH;
        renderer.addAnnotation(
                new XYBoxAnnotation(
                        left,
                        Samples.quantile(values, .25),
                        right,
                        Samples.quantile(values, .75),
                        Theme.HAIRLINE,
                        NOTHING,
                        palette.of(group.ink(), BOX_ALPHA)));
        double median = Samples.quantile(values, .5);
        renderer.addAnnotation(
                new XYLineAnnotation(left, median, right, median, MEDIAN, palette.of(group.ink())));
    }

    /// In the order of time from left to right, so that a drift shows as a slope.
    private static void addDots(
            Palette palette,
            XYSeriesCollection data,
            XYLineAndShapeRenderer renderer,
            Sampled group,
            int position) {
        int index = data.getSeriesCount();
        XYSeries series = new XYSeries(index, false);
        List<Series.Point> points = new ArrayList<>();
        int count = group.dots().size();
        for (int i = 0; i < count; i++) {
            double shift = count == 1 ? 0 : SPREAD * (2.0 * i / (count - 1) - 1);
            points.add(new Series.Point(position + shift, group.dots().get(i).value()));
        }
        points.forEach(point -> series.add(point.x(), point.y()));
        data.addSeries(series);
        Color color = palette.of(group.ink(), DOT_ALPHA);
        renderer.setSeriesShape(index, DOT);
        renderer.setSeriesPaint(index, color);
        if (count > MOST_LINKED) {
            // the series still sets the range of the axis
            renderer.setSeriesShapesVisible(index, false);
            renderer.addAnnotation(new DotCloud(points, color));
        }
    }

    private static XYToolTipGenerator tips(List<Sampled> groups) {
        return (data, series, item) -> groups.get(series).dots().get(item).tip();
    }

    private static XYURLGenerator links(List<Sampled> groups) {
        return (data, series, item) ->
                groups.get(series).dots().size() > MOST_LINKED
                        ? null
                        : groups.get(series).dots().get(item).link();
    }
}
