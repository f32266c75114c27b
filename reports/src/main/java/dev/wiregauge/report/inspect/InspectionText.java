package dev.wiregauge.report.inspect;

import dev.wiregauge.report.TextTable;
import dev.wiregauge.result.InspectionReport;

import java.util.ArrayList;
import java.util.List;

/// An inspection for a terminal.
public final class InspectionText {
    private InspectionText() {}

    /// @param flows most that are listed for each file
    /// @param width columns of the terminal
    public static List<String> lines(InspectionReport report, int flows, int width) {
        List<String> lines = new ArrayList<>();
        for (Section section : new InspectionSections(flows).of(report)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(section.title());
            if (!section.rows().isEmpty()) {
                lines.addAll(table(section).lines(width));
            }
            section.notes().stream().distinct().forEach(note -> lines.add("  " + note));
        }
        return lines;
    }

    private static TextTable table(Section section) {
        List<TextTable.Column> columns = new ArrayList<>();
        for (int i = 0; i < section.headings().size(); i++) {
            String heading = section.headings().get(i);
            // nothing is dropped: a narrow terminal wraps, and a pipe has no width
            columns.add(
                    section.numeric().get(i)
                            ? TextTable.Column.right(heading, 0)
                            : TextTable.Column.left(heading, 0));
        }
        TextTable table = new TextTable(columns);
        section.rows().forEach(table::add);
        return table;
    }
}
