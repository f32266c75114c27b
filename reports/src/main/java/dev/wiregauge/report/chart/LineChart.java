package dev.wiregauge.report.chart;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

import java.awt.geom.Ellipse2D;
import java.util.List;
import java.util.function.DoubleFunction;

/// Lines over a number: thin ones for single trials, thick ones for what they amount to.
public final class LineChart {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 280;
    private static final int PANEL_HEIGHT = 90;
    private static final int PANEL_GAP = 10;
    private static final int THIN_ALPHA = 80;
    private static final double DOT = 5;

    private LineChart() {}

    /// @param title of a horizontal axis, or of a panel
    /// @param unit label of an axis value
    public record Axis(String title, DoubleFunction<String> unit) {}

    /// What one panel shows.
    public record Lines(Axis value, List<Series> thin, List<Series> thick) {
        public Lines {
            thin = List.copyOf(thin);
            thick = List.copyOf(thick);
        }
    }

    /// Over the time of a trial, all vertical axes linear and from 0.
    ///
    /// @param panels the first one large, the others small below it on the same axis of time
    public static Chart overTime(
            String id, String title, String description, Axis time, List<Lines> panels) {
        int height = HEIGHT + (panels.size() - 1) * (PANEL_HEIGHT + PANEL_GAP);
        return new Chart(
                id,
                title,
                description,
                WIDTH,
                height,
                palette ->
                        panels.size() == 1
                                ? overTime(palette, time, panels.getFirst())
                                : stacked(palette, time, panels));
    }

    private static JFreeChart overTime(Palette palette, Axis time, Lines lines) {
        return Theme.chart(plot(palette, timeAxis(time), fromZero(lines.value()), lines), palette);
    }

    private static JFreeChart stacked(Palette palette, Axis time, List<Lines> panels) {
        CombinedDomainXYPlot all = new CombinedDomainXYPlot(timeAxis(time));
        all.setGap(PANEL_GAP);
        for (int i = 0; i < panels.size(); i++) {
            Lines lines = panels.get(i);
            XYPlot panel = plot(palette, null, fromZero(lines.value()), lines);
            Theme.dress(panel, palette);
            panel.addAnnotation(new PanelLabel(lines.value().title(), palette.of(Ink.MUTED)));
            all.add(panel, i == 0 ? HEIGHT : PANEL_HEIGHT);
        }
        return Theme.chart(all, palette);
    }

    private static PlainAxis timeAxis(Axis time) {
        PlainAxis x = new PlainAxis(time.title(), time.unit());
        x.setLowerMargin(0);
        x.setUpperMargin(.02);
        return x;
    }

    private static PlainAxis fromZero(Axis value) {
        PlainAxis y = new PlainAxis("", value.unit());
        y.setAutoRangeIncludesZero(true);
        return y;
    }

    /// The course of many runs: one point each, with a bar where the level changed.
    ///
    /// @param changes positions on the horizontal axis
    public static Chart course(
            String id,
            String title,
            String description,
            Axis run,
            Axis value,
            List<Series> lines,
            List<Double> changes) {
        return new Chart(
                id,
                title,
                description,
                WIDTH,
                HEIGHT,
                palette -> {
                    PlainAxis x = new PlainAxis(run.title(), run.unit());
                    XYPlot plot =
                            plot(palette, x, fromZero(value), new Lines(value, List.of(), lines));
                    showPoints(plot, lines.size());
                    for (double change : changes) {
                        plot.addDomainMarker(
                                new ValueMarker(change, palette.of(Ink.ACCENT), Theme.line(1, 2)));
                    }
                    return Theme.chart(plot, palette);
                });
    }

    /// Latency by percentile. Points carry 1 / (1 - q) as x, so that each nine has equal width.
    public static Chart byPercentile(
            String id,
            String title,
            String description,
            Axis latency,
            List<Series> thin,
            List<Series> lines) {
        return new Chart(
                id,
                title,
                description,
                WIDTH,
                HEIGHT,
                palette -> {
                    LogarithmicAxis x = new LogarithmicAxis("percentile", LineChart::percentile, 1);
                    x.setLowerMargin(0);
                    x.setUpperMargin(.02);
                    return Theme.chart(
                            plot(palette, x, logarithmic(latency), new Lines(latency, thin, lines)),
                            palette);
                });
    }

    /// Which share of all lies below a value; the axis of values is logarithmic.
    public static Chart cumulative(
            String id, String title, String description, Axis value, List<Series> lines) {
        Axis share = new Axis("", v -> Math.round(v * 100) + " %");
        return new Chart(
                id,
                title,
                description,
                WIDTH,
                HEIGHT,
                palette ->
                        Theme.chart(
                                plot(
                                        palette,
                                        logarithmic(value),
                                        fromZero(share),
                                        new Lines(share, List.of(), lines)),
                                palette));
    }

    /// One quantity against another that grows by factors, such as an offered rate or a size; each
    /// point is marked.
    ///
    /// @param wide whether the vertical axis is logarithmic too
    public static Chart against(
            String id, String title, String description, Axis load, boolean wide, Lines lines) {
        return new Chart(
                id,
                title,
                description,
                WIDTH,
                HEIGHT,
                palette -> {
                    XYPlot plot =
                            plot(
                                    palette,
                                    logarithmic(load),
                                    wide ? logarithmic(lines.value()) : fromZero(lines.value()),
                                    lines);
                    showPoints(plot, lines.thin().size() + lines.thick().size());
                    return Theme.chart(plot, palette);
                });
    }

    private static LogarithmicAxis logarithmic(Axis axis) {
        return new LogarithmicAxis(axis.title(), axis.unit(), 1, 2, 5);
    }

    private static void showPoints(XYPlot plot, int series) {
        XYLineAndShapeRenderer renderer = (XYLineAndShapeRenderer) plot.getRenderer();
        renderer.setDrawSeriesLineAsPath(false);
        for (int index = 0; index < series; index++) {
            renderer.setSeriesShapesVisible(index, true);
            renderer.setSeriesShape(index, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
        }
    }

    /// 10 becomes `90 %`, 1000 `99.9 %`.
    static String percentile(double inverse) {
        int nines = (int) Math.round(Math.log10(inverse));
        if (nines < 0) {
            return ""; // an axis without data begins below any percentile
        }
        return switch (nines) {
            case 0 -> "0 %";
            case 1 -> "90 %";
            case 2 -> "99 %";
            default -> "99." + "9".repeat(nines - 2) + " %";
        };
    }

    private static XYPlot plot(Palette palette, @Nullable ValueAxis x, ValueAxis y, Lines lines) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setDrawSeriesLineAsPath(true);
        for (Series series : lines.thin()) {
            int index = add(data, series);
            renderer.setSeriesPaint(index, palette.of(series.ink(), THIN_ALPHA));
            renderer.setSeriesStroke(index, Theme.HAIRLINE);
        }
        for (Series series : lines.thick()) {
            int index = add(data, series);
            renderer.setSeriesPaint(index, palette.of(series.ink()));
            renderer.setSeriesStroke(index, Theme.line(series.position(), 2.2f));
        }
        return new XYPlot(data, x, y, renderer);
    }

    private static int add(XYSeriesCollection data, Series series) {
        XYSeries points = new XYSeries(data.getSeriesCount(), false);
        series.points().forEach(point -> points.add(point.x(), point.y()));
        data.addSeries(points);
        return data.getSeriesCount() - 1;
    }
}
