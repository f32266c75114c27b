package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What lies on this machine and carries a run's id. Labs of others stand here too: only what is
/// named is looked for.
final class Machine {
    private Machine() {}

    static void assertNothingLeftOf(String run) throws Exception {
        assertThat(namespaces(run)).as("namespaces of " + run).isEmpty();
        assertThat(CompareIT.Lines.of("ip", "-o", "link"))
                .as("links of " + run)
                .noneMatch(line -> line.contains(run));
        assertThat(CompareIT.Lines.of("nft", "list", "tables"))
                .as("tables of " + run)
                .noneMatch(line -> line.contains(run));
        assertThat(processes(run)).as("processes of " + run).isEmpty();
        assertThat(temporaryFiles(run)).as("temporary files of " + run).isEmpty();
    }

    static List<String> namespaces(String run) throws Exception {
        return CompareIT.Lines.of("ip", "netns", "list").stream()
                .filter(line -> line.contains(run))
                .toList();
    }

    /// Command lines from /proc, since ProcessHandle cuts long ones off.
    static List<String> processes(String word) throws IOException {
        List<String> found = new ArrayList<>();
        String self = Long.toString(ProcessHandle.current().pid());
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>) all::iterator) {
                String pid = process.getFileName().toString();
                if (!Character.isDigit(pid.charAt(0)) || pid.equals(self)) {
                    continue;
                }
                try {
                    String line = Files.readString(process.resolve("cmdline")).replace('\0', ' ');
                    if (line.contains(word)) {
                        found.add(pid + " " + line);
                    }
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return found;
    }

    static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static List<Path> temporaryFiles(String run) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().contains(run)).toList();
        }
    }
}
