package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.Comparison.Entry;
import dev.wiregauge.report.Comparison.Row;
import dev.wiregauge.report.chart.Chart;
import dev.wiregauge.report.chart.Series;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.html.Page.LegendItem;
import dev.wiregauge.report.stats.Samples;
import dev.wiregauge.result.Trial;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What all figures of a page share: colours, titles, and the way back to the trials.
///
/// @param inks of the page
record FigureFrame(Comparison comparison, Inks inks) {
    private static final int MOST_LINKS = 6;

    String title(Row row) {
        return new RowTitles(comparison).of(row);
    }

    /// The trials that the page lists, and thus can be led to.
    int listedTrials() {
        return Math.min(comparison.trials().size(), TrialTable.MOST_LINES);
    }

    /// A figure with links to the trials that it was drawn from.
    Figure figure(String caption, Chart chart, List<Entry> entries) {
        Set<Integer> numbers =
                entries.stream()
                        .flatMap(entry -> entry.validTrials().stream())
                        .map(Trial::number)
                        .collect(Collectors.toSet());
        List<Integer> listed =
                comparison.trials().stream()
                        .limit(listedTrials())
                        .map(Trial::number)
                        .filter(numbers::contains)
                        .limit(MOST_LINKS)
                        .toList();
        return new Figure(caption, chart, listed, numbers.size() - listed.size());
    }

    Series series(Entry entry, List<Series.Point> points) {
        return new Series(
                entry.cell().contender(),
                inks.ink(entry.cell()),
                inks.position(entry.cell()) - 1,
                points);
    }

    /// The contenders of the page in the order of their colours.
    List<LegendItem> legend() {
        return comparison.rows().stream()
                .flatMap(row -> row.entries().stream())
                .map(entry -> entry.cell().contender())
                .distinct()
                .map(name -> new LegendItem(name, inks.position(name)))
                .toList();
    }

    /// One point per index that at least half of the lines reach: the median of both coordinates.
    static List<Series.Point> median(List<List<Series.Point>> lines) {
        int longest = lines.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, longest)
                .mapToObj(i -> lines.stream().filter(line -> line.size() > i).map(l -> l.get(i)))
                .map(points -> points.collect(Collectors.toList()))
                .filter(points -> points.size() * 2 >= lines.size())
                .map(FigureFrame::middle)
                .toList();
    }

    private static Series.Point middle(List<Series.Point> points) {
        return new Series.Point(
                Samples.median(points.stream().mapToDouble(Series.Point::x).toArray()),
                Samples.median(points.stream().mapToDouble(Series.Point::y).toArray()));
    }
}
