package dev.wiregauge.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// How long this process has lived, to the 10 ms that the kernel keeps.
///
/// ProcessHandle's own start time is up to a second off: it adds the kernel's boot time, which is
/// in whole seconds.
final class ProcessAge {
    private static final int START_TIME_FIELD = 22;
    private static final long TICK_MS = 10;

    private ProcessAge() {}

    /// Zero where /proc cannot be read.
    static Duration read(Path root) {
        try (InputStream stat = Files.newInputStream(root.resolve("proc/self/stat"));
                InputStream uptime = Files.newInputStream(root.resolve("proc/uptime"))) {
            String text = new String(stat.readAllBytes(), StandardCharsets.UTF_8);
            // the command's name, in brackets, may itself hold blanks and brackets: field 3 follows
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            long startMs = Long.parseLong(fields[START_TIME_FIELD - 3]) * TICK_MS;
            String up = new String(uptime.readAllBytes(), StandardCharsets.UTF_8);
            long upMs = Math.round(Double.parseDouble(up.split(" ", -1)[0]) * 1000);
            return Duration.ofMillis(Math.max(0, upMs - startMs));
        } catch (IOException _) {
            return Duration.ZERO;
        }
    }
}
