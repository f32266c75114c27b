package dev.wiregauge.report.inspect;

import java.util.ArrayList;
import java.util.List;

/// One table with its heading, the same for a terminal and a page.
///
/// @param numeric which columns hold numbers
/// @param notes sentences below the table
record Section(
        String title,
        List<String> headings,
        List<Boolean> numeric,
        List<List<String>> rows,
        List<String> notes) {
    Section {
        headings = List.copyOf(headings);
        numeric = List.copyOf(numeric);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /// Gathers a section; a heading that begins with `#` is of numbers.
    static final class Builder {
        private final String title;
        private final List<String> headings = new ArrayList<>();
        private final List<Boolean> numeric = new ArrayList<>();
        private final List<List<String>> rows = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        Builder(String title, String... headings) {
            this.title = title;
            for (String heading : headings) {
                numeric.add(heading.startsWith("#"));
                this.headings.add(heading.startsWith("#") ? heading.substring(1) : heading);
            }
        }

        Builder row(String... cells) {
            rows.add(List.of(cells));
            return this;
        }

        Builder note(String sentence) {
            notes.add(sentence);
            return this;
        }

        Section build() {
            return new Section(title, headings, numeric, rows, notes);
        }
    }
}
