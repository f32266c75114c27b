package dev.wiregauge.report.mesh;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/// A heat map as an SVG element: senders are rows, receivers columns; what was not measured is left
/// empty.
final class HeatMapSvg {
    private static final int WIDTH = 640;
    private static final int MOST_NAMES = 40;
    private static final int CHARACTER = 7;

    /// Up to here each cell carries its number.
    private static final int MOST_NUMBERS = 12;

    private HeatMapSvg() {}

    /// @param title for people who do not see it
    /// @param highIsBad else low is
    /// @param words a value with its unit
    static String draw(HeatMap map, String title, boolean highIsBad, DoubleFunction<String> words) {
        boolean named = map.size() <= MOST_NAMES;
        int margin = named ? Math.min(180, 12 + CHARACTER * longestName(map)) : 12;
        int cell = Math.max(5, Math.min(56, (WIDTH - margin) / map.size()));
        int extent = margin + cell * map.size();
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg role=\"img\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\">"
                        .formatted(extent + 4, extent + 4));
        svg.append("<title>").append(escape(title)).append("</title>\n");
        for (int place = 0; named && place < map.size(); place++) {
            name(svg, map.name(place), margin, cell, place);
        }
        for (int row = 0; row < map.size(); row++) {
            for (int column = 0; column < map.size(); column++) {
                OptionalDouble value = map.value(row, column);
                if (value.isPresent()) {
                    cell(
                            svg,
                            map,
                            row,
                            column,
                            value.getAsDouble(),
                            margin,
                            cell,
                            highIsBad,
                            words);
                }
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void name(StringBuilder svg, String name, int margin, int cell, int place) {
        int middle = margin + cell * place + cell / 2;
        svg.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                        .formatted(margin - 6, middle + 4, escape(name)));
        svg.append(
                "<text transform=\"translate(%d %d) rotate(-90)\">%s</text>\n"
                        .formatted(middle + 4, margin - 6, escape(name)));
    }

    private static void cell(
            StringBuilder svg,
            HeatMap map,
            int row,
            int column,
            double value,
            int margin,
            int cell,
            boolean highIsBad,
            DoubleFunction<String> words) {
        int x = margin + cell * column;
        int y = margin + cell * row;
        double share =
                map.most() == map.least() ? 0 : (value - map.least()) / (map.most() - map.least());
        double bad = highIsBad ? share : 1 - share;
        if (map.most() == map.least()) {
            bad = 0;
        }
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"--bad:%.3f\"><title>%s: %s</title></rect>",
                        x,
                        y,
                        cell - 1,
                        cell - 1,
                        bad,
                        escape(map.name(row) + " -> " + map.name(column)),
                        escape(words.apply(value))));
        if (map.size() <= MOST_NUMBERS) {
            svg.append(
                    "<text class=\"v%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                            .formatted(
                                    bad > 0.5 ? " on" : "",
                                    x + cell / 2,
                                    y + cell / 2 + 4,
                                    escape(number(value))));
        }
        svg.append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static int longestName(HeatMap map) {
        int longest = 0;
        for (int place = 0; place < map.size(); place++) {
            longest = Math.max(longest, map.name(place).length());
        }
        return longest;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
