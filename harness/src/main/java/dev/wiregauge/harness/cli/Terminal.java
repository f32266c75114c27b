package dev.wiregauge.harness.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Map;
import java.util.OptionalInt;

/// Where text goes and what it can show there.
///
/// @param live whether a line may be written over (a terminal, not a pipe or a log)
/// @param color whether ANSI colours may be used: a terminal without `NO_COLOR`
/// @param width columns
record Terminal(PrintWriter out, boolean live, boolean color, int width) {
    private static final int DEFAULT_WIDTH = 100;
    private static final int LEAST_WIDTH = 20;

    // JDK 22 to 24 never answer null here, JDK 25 does where there is no terminal
    @SuppressWarnings("SystemConsoleNull")
    static Terminal of(PrintWriter out, Map<String, String> environment) {
        Console console = System.console();
        boolean live =
                console != null && console.isTerminal() && !"dumb".equals(environment.get("TERM"));
        boolean color = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(out, live, color, width(environment));
    }

    private static int width(Map<String, String> environment) {
        return Math.max(LEAST_WIDTH, columns(environment).orElse(DEFAULT_WIDTH));
    }

    /// The terminal's width as the launcher found it, if this is a terminal.
    static OptionalInt columns(Map<String, String> environment) {
        try {
            return OptionalInt.of(Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    String fit(String line) {
        return line.length() < width ? line : line.substring(0, width - 2) + "…";
    }

    /// Broken between words where the terminal is narrower, the rest indented below; one line in a
    /// pipe or a log.
    String wrap(String line) {
        if (!live || line.length() < width) {
            return line;
        }
        int margin = line.length() - line.stripLeading().length();
        String below = "\n" + " ".repeat(margin + 2);
        StringBuilder wrapped = new StringBuilder();
        int lineStart = 0;
        for (String word : line.substring(margin).split(" ", -1)) {
            if (wrapped.isEmpty()) {
                wrapped.append(" ".repeat(margin));
            } else if (wrapped.length() - lineStart + 1 + word.length() >= width) {
                lineStart = wrapped.length() + 1;
                wrapped.append(below);
            } else {
                wrapped.append(' ');
            }
            wrapped.append(word);
        }
        return wrapped.toString();
    }
}
