package dev.wiregauge.harness.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;

/// Goes through commands that change nothing, so that the JVM can write down which classes they
/// load: the launchers make the cache for fast starts from it (`-XX:AOTCacheOutput`).
public final class Rehearsal {
    private static final List<String> LINES =
            List.of(
                    "--help",
                    "--version",
                    "compare --help",
                    "compare --dry-run",
                    "diagnose --help",
                    "gate --print-policy",
                    "lab fault list",
                    "scenarios",
                    "compair");

    private Rehearsal() {}

    public static void main(String[] arguments) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        LINES.forEach(line -> Main.run(nowhere, nowhere, line.split(" ", -1)));
    }
}
