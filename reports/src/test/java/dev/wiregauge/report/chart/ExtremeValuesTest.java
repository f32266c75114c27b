package dev.wiregauge.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.chart.LineChart.Axis;
import dev.wiregauge.report.chart.LineChart.Lines;
import dev.wiregauge.report.chart.Series.Point;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A busy machine leaves a run with one value, none, or values that are all the same; each chart is
/// drawn of them all the same.
@Timeout(60)
class ExtremeValuesTest {
    private static final Axis AXIS = new Axis("", ExtremeValuesTest::plain);

    private static String plain(double value) {
        return String.valueOf(Math.round(value));
    }

    static Stream<List<Double>> values() {
        return Stream.of(
                List.of(),
                List.of(0.0),
                List.of(0.0, 0.0),
                List.of(1.0),
                List.of(14e9),
                List.of(14e9, 14e9, 14e9),
                List.of(14e9, Math.nextUp(14e9)),
                List.of(1e-9),
                List.of(1e15),
                List.of(0.0, 14e9),
                List.of(1.0, 1e12),
                List.of(-5.0, 3.0));
    }

    private static Series series(List<Double> values) {
        List<Point> points =
                IntStream.range(0, values.size())
                        .mapToObj(i -> new Point(i + 1, values.get(i)))
                        .toList();
        return new Series("bgp", Ink.SERIES_1, 1, points);
    }

    private static Series turned(List<Double> values) {
        List<Point> points = values.stream().map(value -> new Point(value, .5)).toList();
        return new Series("bgp", Ink.SERIES_1, 1, points);
    }

    @ParameterizedTest
    @MethodSource("values")
    void linesOverTimeAreDrawn(List<Double> values) {
        Series series = series(values);
        Lines panel = new Lines(AXIS, List.of(series), List.of(series));
        check(LineChart.overTime("t", "a", "b", AXIS, List.of(panel)));
        check(LineChart.overTime("t", "a", "b", AXIS, List.of(panel, panel, panel)));
        check(LineChart.course("t", "a", "b", AXIS, AXIS, List.of(series), List.of(1.0)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void linesOnLogarithmicAxesAreDrawn(List<Double> values) {
        List<Double> positive = values.stream().filter(value -> value > 0).toList();
        for (List<Double> drawn : List.of(values, positive)) {
            Lines lines = new Lines(AXIS, List.of(), List.of(series(drawn)));
            check(LineChart.byPercentile("p", "a", "b", AXIS, List.of(), lines.thick()));
            check(LineChart.against("w", "a", "b", AXIS, true, lines));
            check(LineChart.against("n", "a", "b", AXIS, false, lines));
            check(LineChart.cumulative("c", "a", "b", AXIS, List.of(turned(drawn))));
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void boxesAndBarsAreDrawn(List<Double> values) {
        List<Sampled.Dot> dots =
                values.stream().map(value -> new Sampled.Dot(value, "tip", "#trial-1")).toList();
        Sampled sampled = new Sampled("bgp", Ink.SERIES_1, 1, dots);
        Sampled none = new Sampled("vxlan", Ink.SERIES_2, 2, List.of());
        check(BoxChart.draw("b", "a", "b", AXIS, List.of(sampled)));
        check(BoxChart.draw("b", "a", "b", AXIS, List.of(sampled, none)));
        List<StackedBars.Bar> bars =
                values.stream()
                        .map(value ->
                                new StackedBars.Bar(
                                        "bgp", Ink.SERIES_1, List.of(value, value / 2, 0.0)))
                        .toList();
        check(StackedBars.draw("s", "a", "b", AXIS, bars));
    }

    private static void check(Chart chart) {
        assertThat(chart.svg()).startsWith("<svg").contains("</svg>");
    }
}
