package dev.wiregauge.harness.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The folder of all journals, at a place that every invocation of the same user finds again.
public final class Journals {
    static final String SUFFIX = ".journal";

    private final Path folder;

    public Journals(Path folder) {
        this.folder = folder;
    }

    /// The system's state directory for root, else the user's (XDG Base Directory Specification).
    ///
    /// `WIREGAUGE_STATE` overrides both, for tests and for machines whose state lies elsewhere.
    public static Journals standard(Map<String, String> environment, boolean root) {
        String override = environment.getOrDefault("WIREGAUGE_STATE", "");
        if (!override.isEmpty()) {
            return new Journals(Path.of(override));
        }
        if (root) {
            return new Journals(Path.of("/var/lib/wiregauge"));
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base =
                state.isEmpty()
                        ? Path.of(environment.getOrDefault("HOME", "/"), ".local", "state")
                        : Path.of(state);
        return new Journals(base.resolve("wiregauge"));
    }

    public Path folder() {
        return folder;
    }

    /// Opens a journal of a new run and syncs its first line to disk.
    ///
    /// @param run letters, digits and hyphens; names the file
    /// @param purpose for a person who finds it, such as `compare` or `lab up`
    public Journal open(String run, String purpose, Instant now) {
        ProcessId self = ProcessId.current();
        try {
            Files.createDirectories(folder);
            return Journal.create(
                    folder.resolve(run + SUFFIX),
                    new JournalEntry.Opened(
                            Journal.VERSION,
                            run,
                            purpose,
                            ProcessId.boot(),
                            self.pid(),
                            self.startTicks(),
                            now));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the journal in " + folder, e);
        }
    }

    /// All journals that are there, oldest first; files that are no journals are left out.
    public List<Journal> all() {
        List<Journal> journals = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                Journal.read(file).ifPresent(journals::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the journals in " + folder, e);
        }
        journals.sort(Comparator.comparing(Journal::openedAt).thenComparing(Journal::run));
        return journals;
    }

    public Optional<Journal> find(String run) {
        return all().stream().filter(journal -> journal.run().equals(run)).findFirst();
    }
}
