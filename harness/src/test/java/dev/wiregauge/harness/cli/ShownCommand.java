package dev.wiregauge.harness.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command that a document tells its reader to type: a line of a shell block, or a span of code
/// that begins with `./`.
///
/// @param line as it stands; one that goes on behind a backslash is one line
record ShownCommand(Path document, String line) {
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^```(?<language>[a-z]*)\\n(?<text>.*?)^```$");
    private static final Pattern SPAN = Pattern.compile("`(?<line>(?:sudo )?\\./[^`\\n]+)`");
    private static final Pattern PROGRAM = Pattern.compile("(?m)^(?:sudo )?\\./[a-z]");

    /// In the order of the document.
    static List<ShownCommand> of(Path document) throws IOException {
        String text = Files.readString(document).replaceAll("\\\\\\n\\s*", "");
        List<ShownCommand> found = new ArrayList<>();
        int end = 0;
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            spans(document, text.substring(end, block.start()), found);
            end = block.end();
            boolean shell = block.group("language").isEmpty() || isShell(block.group("language"));
            // a block without a language may be a drawing
            if (shell && PROGRAM.matcher(block.group("text")).find()) {
                block.group("text")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(line -> found.add(new ShownCommand(document, line.strip())));
            }
        }
        spans(document, text.substring(end), found);
        return found;
    }

    private static boolean isShell(String language) {
        return language.equals("sh") || language.equals("bash");
    }

    private static void spans(Path document, String text, List<ShownCommand> found) {
        Matcher span = SPAN.matcher(text);
        while (span.find()) {
            found.add(new ShownCommand(document, span.group("line")));
        }
    }

    boolean begins(String... words) {
        String command = withoutSudo();
        for (String each : words) {
            if (command.equals(each) || command.startsWith(each + " ")) {
                return true;
            }
        }
        return false;
    }

    /// Without what stands behind it as a comment, too.
    String withoutSudo() {
        return line.replaceFirst("^sudo ", "").replaceFirst("\\s+#.*$", "");
    }

    @Override
    public String toString() {
        return document.getFileName() + ": " + line;
    }
}
