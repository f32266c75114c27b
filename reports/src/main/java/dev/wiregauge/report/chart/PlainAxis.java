package dev.wiregauge.report.chart;

import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/// A linear axis with round ticks and labels in the page's own words.
final class PlainAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final int WANTED_TICKS = 5;

    private final transient DoubleFunction<String> label;

    PlainAxis(String title, DoubleFunction<String> label) {
        super(title);
        this.label = label;
        setAutoRangeIncludesZero(false);
    }

    @Override
    public List<Tick> refreshTicks(
            Graphics2D g2,
            org.jfree.chart.axis.AxisState state,
            Rectangle2D dataArea,
            RectangleEdge edge) {
        boolean side = RectangleEdge.isLeftOrRight(edge);
        List<Tick> ticks = new ArrayList<>();
        for (double value : values(getRange().getLowerBound(), getRange().getUpperBound())) {
            ticks.add(
                    new NumberTick(
                            TickType.MAJOR,
                            value,
                            label.apply(value),
                            side ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER,
                            TextAnchor.CENTER,
                            0));
        }
        return ticks;
    }

    /// Multiples of 1, 2 or 5 times a power of ten within the range.
    static List<Double> values(double low, double high) {
        double rough = (high - low) / WANTED_TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power;
        for (double factor : new double[] {1, 2, 5, 10}) {
            step = factor * power;
            if (step >= rough) {
                break;
            }
        }
        List<Double> values = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            values.add(i * step);
        }
        return values;
    }
}
