package dev.wiregauge.report.chart;

import org.jfree.chart.JFreeChart;
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
    public static Chart overTime(
            String id,
            String title,
            String description,
            Axis time,
            Axis value,
            List<Series> thin,
            List<Series> thick) {
        return chart(
                id,
                title,
                description,
                palette -> {
                    PlainAxis x = new PlainAxis(time.title(), time.unit());
                    PlainAxis y = new PlainAxis(value.title(), value.unit());
                    y.setAutoRangeIncludesZero(true);
                    x.setLowerMargin(0);
                    x.setUpperMargin(.02);
                    return draw(palette, x, y, thin, thick);
                });
    }

    /// Latency by percentile. Points carry 1 / (1 - q) as x, so that each nine has equal width.
    public static Chart byPercentile(
            String id, String title, String description, Axis latency, List<Series> lines) {
        return chart(
                id,
                title,
                description,
                palette -> {
                    LogarithmicAxis x = new LogarithmicAxis("percentile", LineChart::percentile, 1);
                    LogarithmicAxis y =
                            new LogarithmicAxis(latency.title(), latency.unit(), 1, 2, 5);
                    x.setLowerMargin(0);
                    x.setUpperMargin(.02);
                    return draw(palette, x, y, List.of(), lines);
                });
    }

    private static Chart chart(String id, String title, String description, Chart.Drawing drawing) {
        return new Chart(id, title, description, WIDTH, HEIGHT, drawing);
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

    private static JFreeChart draw(
            Palette palette, ValueAxis x, ValueAxis y, List<Series> thin, List<Series> thick) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        for (Series series : thin) {
            int index = add(data, series);
            renderer.setSeriesPaint(index, palette.of(series.ink(), THIN_ALPHA));
            renderer.setSeriesStroke(index, Theme.HAIRLINE);
        }
        for (Series series : thick) {
            int index = add(data, series);
            renderer.setSeriesPaint(index, palette.of(series.ink()));
            renderer.setSeriesStroke(index, Theme.line(series.position(), 2.2f));
        }
        return Theme.chart(new XYPlot(data, x, y, renderer), palette);
    }

    private static int add(XYSeriesCollection data, Series series) {
        XYSeries points = new XYSeries(data.getSeriesCount(), false);
        series.points().forEach(point -> points.add(point.x(), point.y()));
        data.addSeries(points);
        return data.getSeriesCount() - 1;
    }
}
