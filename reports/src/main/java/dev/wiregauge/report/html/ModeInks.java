package dev.wiregauge.report.html;

import dev.wiregauge.report.chart.Ink;
import dev.wiregauge.scenario.Mode;

import java.util.ArrayList;
import java.util.List;

/// Which colour, dash and place each mode has, the same in every table and chart of a page.
final class ModeInks {
    private static final List<Ink> INKS =
            List.of(Ink.SERIES_1, Ink.SERIES_2, Ink.SERIES_3, Ink.SERIES_4, Ink.SERIES_5);
    private static final int HOST_POSITION = 6;

    private final List<Mode> modes;

    ModeInks(List<Mode> modes) {
        this.modes = new ArrayList<>(modes);
        this.modes.remove(Mode.HOST);
    }

    /// From 1; the host baseline is always 6, the grey one.
    int position(Mode mode) {
        return mode == Mode.HOST
                ? HOST_POSITION
                : Math.max(0, modes.indexOf(mode)) % INKS.size() + 1;
    }

    Ink ink(Mode mode) {
        return mode == Mode.HOST ? Ink.SERIES_6 : INKS.get(position(mode) - 1);
    }
}
