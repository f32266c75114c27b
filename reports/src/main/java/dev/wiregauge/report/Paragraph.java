package dev.wiregauge.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Running text in lines of a terminal.
final class Paragraph {
    private static final Pattern BLANKS = Pattern.compile(" +");

    private Paragraph() {}

    /// Breaks at blanks; a word longer than a line keeps a line of its own.
    static List<String> wrap(String text, int width) {
        String indent = text.substring(0, text.length() - text.stripLeading().length());
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : BLANKS.split(text.strip(), -1)) {
            boolean startsLine = line.length() == indent.length();
            if (!startsLine && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                startsLine = true;
            }
            line.append(startsLine ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
