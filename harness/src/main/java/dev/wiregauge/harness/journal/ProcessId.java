package dev.wiregauge.harness.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A process told apart from every later one that gets the same number.
///
/// @param startTicks field 22 of `/proc/PID/stat` (proc_pid_stat(5)): clock ticks from boot to the
///   start of the process
public record ProcessId(long pid, long startTicks) {
    private static final int START_TIME_FIELD = 22;

    /// Empty if no such process runs.
    public static Optional<ProcessId> of(long pid) {
        try {
            String stat =
                    Files.readString(
                            Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // the command name, field 2, may itself hold spaces and parentheses
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(
                    new ProcessId(pid, Long.parseLong(afterName[START_TIME_FIELD - 3].trim())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static ProcessId current() {
        return of(ProcessHandle.current().pid())
                .orElseThrow(() -> new IllegalStateException("/proc is not mounted"));
    }

    public boolean isRunning() {
        return of(pid).filter(this::equals).isPresent();
    }

    /// The kernel's random id of this boot.
    public static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
        } catch (IOException e) {
            throw new IllegalStateException("/proc is not mounted", e);
        }
    }
}
