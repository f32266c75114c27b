package dev.wiregauge.report.chart;

import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

import java.util.List;
import java.util.function.DoubleFunction;

/// Lines over a number: thin ones for single trials, thick ones for what they amount to.
public final class LineChart {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 280;
    private static final int THIN_ALPHA = 80;

    private LineChart() {}

    /// @param unit label of an axis value
    public record Axis(String title, DoubleFunction<String> unit) {}

    /// Goodput over the time of a trial: both axes linear, the vertical one from 0.
    public static SvgChart overTime(
            String id,
            String title,
            String description,
            Axis time,
            Axis value,
            List<Series> thin,
            List<Series> thick) {
        PlainAxis x = new PlainAxis(time.title(), time.unit());
        PlainAxis y = new PlainAxis(value.title(), value.unit());
        y.setAutoRangeIncludesZero(true);
        x.setLowerMargin(0);
        x.setUpperMargin(.02);
        return draw(id, title, description, x, y, thin, thick);
    }

    /// Latency by percentile. Points carry 1 / (1 - q) as x, so that each nine has equal width.
    public static SvgChart byPercentile(
            String id, String title, String description, Axis latency, List<Series> lines) {
        LogarithmicAxis x = new LogarithmicAxis("percentile", LineChart::percentile, 1);
        LogarithmicAxis y = new LogarithmicAxis(latency.title(), latency.unit(), 1, 2, 5);
        x.setLowerMargin(0);
        x.setUpperMargin(.02);
        return draw(id, title, description, x, y, List.of(), lines);
    }

    /// 10 becomes `90 %`, 1000 `99.9 %`.
    static String percentile(double inverse) {
        int nines = (int) Math.round(Math.log10(inverse));
        return switch (nines) {
            case 0 -> "0 %";
            case 1 -> "90 %";
            case 2 -> "99 %";
            default -> "99." + "9".repeat(nines - 2) + " %";
        };
    }

    private static SvgChart draw(
            String id,
            String title,
            String description,
            ValueAxis x,
            ValueAxis y,
            List<Series> thin,
            List<Series> thick) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        thin.forEach(series -> add(data, renderer, series, true));
        thick.forEach(series -> add(data, renderer, series, false));
        XYPlot plot = new XYPlot(data, x, y, renderer);
        return SvgPainter.paint(id, title, description, Theme.chart(plot), WIDTH, HEIGHT);
    }

    private static void add(
            XYSeriesCollection data, XYLineAndShapeRenderer renderer, Series series, boolean thin) {
        int index = data.getSeriesCount();
        XYSeries points = new XYSeries(index, false);
        series.points().forEach(point -> points.add(point.x(), point.y()));
        data.addSeries(points);
        renderer.setSeriesPaint(
                index, thin ? series.ink().color(THIN_ALPHA) : series.ink().color());
        renderer.setSeriesStroke(
                index, thin ? Theme.HAIRLINE : Theme.line(series.position(), 2.2f));
        renderer.setDrawSeriesLineAsPath(true);
    }
}
