package dev.wiregauge.report.chart;

import java.awt.Color;
import java.util.Locale;

/// What a mark in a chart is drawn with: a role, not a colour.
///
/// The page's style sheet gives each role its colour, one for light and one for dark. While a chart
/// is drawn a role is stood for by an RGB value that nothing else uses.
public enum Ink {
    TEXT,
    MUTED,
    GRID,
    ACCENT,
    WORSE,
    BETTER,
    SERIES_1,
    SERIES_2,
    SERIES_3,
    SERIES_4,
    SERIES_5,
    SERIES_6;

    private static final int SENTINEL_RED = 0x01;
    private static final int SENTINEL_GREEN = 0x02;

    /// Class of an element filled with it; `stroked` for its lines.
    public String filled() {
        return "f-" + cssName();
    }

    public String stroked() {
        return "s-" + cssName();
    }

    private String cssName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Color standIn() {
        return new Color(SENTINEL_RED, SENTINEL_GREEN, sentinelBlue());
    }

    /// How Batik writes the colour.
    String rgb() {
        return "rgb(" + SENTINEL_RED + "," + SENTINEL_GREEN + "," + sentinelBlue() + ")";
    }

    private int sentinelBlue() {
        return switch (this) {
            case TEXT -> 11;
            case MUTED -> 12;
            case GRID -> 13;
            case ACCENT -> 14;
            case WORSE -> 15;
            case BETTER -> 16;
            case SERIES_1 -> 21;
            case SERIES_2 -> 22;
            case SERIES_3 -> 23;
            case SERIES_4 -> 24;
            case SERIES_5 -> 25;
            case SERIES_6 -> 26;
        };
    }
}
