package dev.wiregauge.report.html;

import dev.wiregauge.report.HopSummary;
import dev.wiregauge.report.Metric;
import dev.wiregauge.report.Quantities;
import dev.wiregauge.report.Scale;
import dev.wiregauge.report.chart.LineChart;
import dev.wiregauge.report.chart.StackedBars;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.result.HopTimes.Part;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Mean time of a round trip by where it was spent; means add up, percentiles do not.
final class HopFigure {
    /// From below; fewer than the table's parts, so that they can be told apart.
    private static final List<Set<Part>> GROUPS =
            List.of(
                    Set.of(Part.CLIENT, Part.SERVER),
                    Set.of(Part.POD_TO_NODE, Part.NODE_TO_POD),
                    Set.of(Part.ENCAPSULATION, Part.DECAPSULATION),
                    Set.of(Part.WIRE));

    private final FigureFrame frame;

    HopFigure(FigureFrame frame) {
        this.frame = frame;
    }

    List<Figure> figures() {
        List<StackedBars.Bar> bars =
                frame.comparison().hops().stream()
                        .filter(summary -> !summary.parts().isEmpty())
                        .map(this::bar)
                        .toList();
        if (bars.isEmpty()) {
            return List.of();
        }
        double largest =
                bars.stream()
                        .mapToDouble(bar -> bar.parts().stream().mapToDouble(p -> p).sum())
                        .max()
                        .orElse(1);
        Scale scale = Scale.of(Metric.Unit.NANOSECONDS, largest);
        String caption = "Mean round trip of a small packet, " + scale.unit();
        String words = bars.stream().map(HopFigure::inWords).collect(Collectors.joining("; "));
        return List.of(
                frame.figure(
                        caption,
                        StackedBars.draw(
                                "hopbars",
                                caption,
                                words,
                                new LineChart.Axis("", scale::label),
                                bars),
                        List.of()));
    }

    private StackedBars.Bar bar(HopSummary summary) {
        return new StackedBars.Bar(
                summary.times().mode().id(),
                frame.inks().ink(summary.times().mode()),
                GROUPS.stream().map(group -> mean(summary, group)).toList());
    }

    private static double mean(HopSummary summary, Set<Part> group) {
        return summary.parts().stream()
                .filter(part -> group.contains(part.hop().part()))
                .mapToDouble(part -> part.distribution().meanNs())
                .sum();
    }

    private static String inWords(StackedBars.Bar bar) {
        return "%s: programs and sockets %s, stacks of the nodes %s, tunnel %s, wire %s"
                .formatted(
                        bar.name(),
                        Quantities.duration(bar.parts().get(0)),
                        Quantities.duration(bar.parts().get(1)),
                        Quantities.duration(bar.parts().get(2)),
                        Quantities.duration(bar.parts().get(3)));
    }
}
