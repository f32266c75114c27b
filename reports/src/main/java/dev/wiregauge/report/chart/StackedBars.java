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
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/// Bars of several parts, the sum above each.
public final class StackedBars {
    private static final int WIDTH = 340;
    private static final int HEIGHT = 250;
    private static final double HALF_WIDTH = .32;
    private static final double HEADROOM = 1.12;

    /// Of the parts from below: told apart by how dark they are, not by hue.
    private static final int[] ALPHAS = {255, 150, 75, 35};

    private StackedBars() {}

    /// @param parts from below; at most four
    public record Bar(String name, Ink ink, List<Double> parts) {
        public Bar {
            parts = List.copyOf(parts);
        }

        double sum() {
            return parts.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    public static Chart draw(
            String id, String title, String description, LineChart.Axis value, List<Bar> bars) {
        return new Chart(
                id, title, description, WIDTH, HEIGHT, palette -> draw(palette, value, bars));
    }

    private static JFreeChart draw(Palette palette, LineChart.Axis value, List<Bar> bars) {
        XYSeries range = new XYSeries(0, false);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, false);
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            range.add(i, 0);
            range.add(i, bar.sum() * HEADROOM);
            double base = 0;
            for (int part = 0; part < bar.parts().size(); part++) {
                double top = base + bar.parts().get(part);
                Color fill = palette.of(bar.ink(), ALPHAS[part % ALPHAS.length]);
                renderer.addAnnotation(
                        new XYBoxAnnotation(
                                i - HALF_WIDTH,
                                base,
                                i + HALF_WIDTH,
                                top,
                                Theme.HAIRLINE,
                                palette.of(bar.ink()),
                                fill));
                base = top;
            }
            XYTextAnnotation sum =
                    new XYTextAnnotation(value.unit().apply(threeDigits(base)), i, base);
            sum.setFont(Theme.LABEL);
            sum.setPaint(palette.of(Ink.TEXT));
            sum.setTextAnchor(TextAnchor.BOTTOM_CENTER);
            renderer.addAnnotation(sum);
        }
        SymbolAxis x = new SymbolAxis("", bars.stream().map(Bar::name).toArray(String[]::new));
        x.setGridBandsVisible(false);
        x.setTickMarksVisible(false);
        PlainAxis y = new PlainAxis(value.title(), value.unit());
        y.setAutoRangeIncludesZero(true);
        y.setUpperMargin(0);
        return Theme.chart(new XYPlot(new XYSeriesCollection(range), x, y, renderer), palette);
    }

    private static double threeDigits(double value) {
        return value == 0 ? 0 : new BigDecimal(value).round(new MathContext(3)).doubleValue();
    }
}
