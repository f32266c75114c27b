package dev.wiregauge.report.html;

import dev.wiregauge.report.chart.Ink;
import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;

import java.util.ArrayList;
import java.util.List;

/// Which colour, dash and place each mode or variant has, the same in every table and chart of a
/// page.
final class Inks {
    private static final List<Ink> INKS =
            List.of(Ink.SERIES_1, Ink.SERIES_2, Ink.SERIES_3, Ink.SERIES_4, Ink.SERIES_5);
    private static final int GREY = 6;

    private final List<String> contenders;

    Inks(Scenario scenario) {
        this.contenders = new ArrayList<>(scenario.contenders());
        this.contenders.remove(Mode.HOST.id());
    }

    int position(Cell cell) {
        return position(cell.contender());
    }

    /// In a run with variants modes have no colour of their own.
    int position(Mode mode) {
        return position(mode.id());
    }

    /// From 1; the host baseline, and what nothing is compared by, is always 6, the grey one.
    int position(String contender) {
        int index = contenders.indexOf(contender);
        return index < 0 ? GREY : index % INKS.size() + 1;
    }

    Ink ink(Mode mode) {
        return ink(position(mode));
    }

    Ink ink(Cell cell) {
        return ink(position(cell));
    }

    private static Ink ink(int position) {
        return position == GREY ? Ink.SERIES_6 : INKS.get(position - 1);
    }
}
