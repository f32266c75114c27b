package dev.wiregauge.report.chart;

import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.plot.ValueAxisPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/// A logarithmic axis whose ticks stand at chosen multiples of each power of ten.
final class LogarithmicAxis extends LogAxis {
    private static final long serialVersionUID = 1L;
    private static final double SEVERAL_DECADES = 30;

    /// Values that lie closer together are shown as one.
    private static final double ONE_VALUE = 1 + 1e-9;

    /// To both sides of a single value: far enough for a tick, whatever the value.
    private static final double BESIDE = 3;

    private final transient DoubleFunction<String> label;
    private final double[] narrow;

    /// @param narrow multiples shown where the range spans little; over several decades only the
    ///   powers of ten are
    LogarithmicAxis(String title, DoubleFunction<String> label, double... narrow) {
        super(title);
        this.label = label;
        this.narrow = narrow.clone();
    }

    /// A range must have a length. What JFreeChart adds to the range of a single value is lost in
    /// the rounding of a large one, such as a goodput in bit/s, and it refuses to draw then.
    @Override
    protected void autoAdjustRange() {
        Range data = getPlot() instanceof ValueAxisPlot plot ? plot.getDataRange(this) : null;
        if (data != null
                && data.getLowerBound() > 0
                && data.getUpperBound() / data.getLowerBound() < ONE_VALUE) {
            double value = data.getLowerBound();
            setRange(new Range(value / BESIDE, value * BESIDE), false, false);
        } else {
            super.autoAdjustRange();
        }
    }

    @Override
    public List<Tick> refreshTicks(
            Graphics2D g2, AxisState state, Rectangle2D dataArea, RectangleEdge edge) {
        double low = getRange().getLowerBound();
        double high = getRange().getUpperBound();
        double[] multiples = high / low > SEVERAL_DECADES ? new double[] {1} : narrow;
        boolean side = RectangleEdge.isLeftOrRight(edge);
        List<Tick> ticks = new ArrayList<>();
        double power = Math.pow(10, Math.floor(Math.log10(low)));
        for (; power <= high; power *= 10) {
            for (double multiple : multiples) {
                double value = power * multiple;
                if (value >= low * .999 && value <= high * 1.001) {
                    ticks.add(
                            new NumberTick(
                                    TickType.MAJOR,
                                    value,
                                    label.apply(value),
                                    side ? TextAnchor.CENTER_RIGHT : TextAnchor.TOP_CENTER,
                                    TextAnchor.CENTER,
                                    0));
                }
            }
        }
        return ticks;
    }
}
