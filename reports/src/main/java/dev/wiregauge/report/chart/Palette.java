package dev.wiregauge.report.chart;

import java.awt.Color;

/// From roles to colours.
enum Palette {
    /// Stand-ins that [SvgPainter] turns into classes of the page's style sheet.
    CLASSES,
    /// The colours of the page in daylight, for pictures.
    LIGHT;

    /// @param alpha 0 is invisible, 255 opaque
    Color of(Ink ink, int alpha) {
        Color color =
                switch (this) {
                    case CLASSES -> ink.standIn();
                    case LIGHT -> light(ink);
                };
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
    }

    Color of(Ink ink) {
        return of(ink, 255);
    }

    /// As report.css has them.
    private static Color light(Ink ink) {
        return switch (ink) {
            case TEXT -> new Color(0x16191d);
            case MUTED -> new Color(0x6b7280);
            case GRID -> new Color(0xdfe3e8);
            case ACCENT -> new Color(0x0b5cad);
            case WORSE -> new Color(0xa3330b);
            case BETTER -> new Color(0x0b6e4f);
            case SERIES_1 -> new Color(0x0072b2);
            case SERIES_2 -> new Color(0xc2500a);
            case SERIES_3 -> new Color(0x00875f);
            case SERIES_4 -> new Color(0xa8518a);
            case SERIES_5 -> new Color(0x8a6d00);
            case SERIES_6 -> new Color(0x6b7280);
        };
    }
}
