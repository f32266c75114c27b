package dev.wiregauge.harness.journal;

import dev.wiregauge.json.JsonException;
import dev.wiregauge.json.RecordJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// What one run made, one JSON line each, synced to disk before the thing is made.
///
/// Every method writes and syncs before it returns. The file exists as long as something may be
/// left: whoever finds one whose run is over may undo it. Safe for use by several threads.
public final class Journal {
    static final int VERSION = 1;

    private final Path file;
    private final JournalEntry.Opened opened;
    private final List<Creation> creations;
    private boolean kept;

    private Journal(Path file, JournalEntry.Opened opened, List<Creation> creations, boolean kept) {
        this.file = file;
        this.opened = opened;
        this.creations = new ArrayList<>(creations);
        this.kept = kept;
    }

    /// The first line appears in one piece or not at all: a reader never meets a journal without
    /// its owner.
    static Journal create(Path file, JournalEntry.Opened opened) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " exists already");
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        append(draft, List.of(opened));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return new Journal(file, opened, List.of(), false);
    }

    /// Empty if the file is gone or not a journal of this version.
    static Optional<Journal> read(Path file) throws IOException {
        List<JournalEntry> entries;
        try {
            entries = entries(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (entries.isEmpty()
                || !(entries.getFirst() instanceof JournalEntry.Opened opened)
                || opened.version() != VERSION) {
            return Optional.empty();
        }
        List<Creation> creations = new ArrayList<>();
        boolean kept = false;
        for (JournalEntry entry : entries.subList(1, entries.size())) {
            switch (entry) {
                case JournalEntry.Opened again ->
                        throw new IOException(file + " is opened twice, by " + again.run());
                case JournalEntry.Created created -> creations.add(created.creation());
                case JournalEntry.Kept handedOver -> kept = handedOver.kept();
            }
        }
        return Optional.of(new Journal(file, opened, creations, kept));
    }

    /// A line that was cut short by a crash ends the journal: what it would have claimed was not
    /// made yet.
    private static List<JournalEntry> entries(String text) {
        List<JournalEntry> entries = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            try {
                entries.add(RecordJson.read(text.substring(start, end), JournalEntry.class));
            } catch (JsonException e) {
                return entries;
            }
            start = end + 1;
        }
        return entries;
    }

    private static void append(Path file, List<? extends JournalEntry> entries) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JournalEntry entry : entries) {
            lines.append(RecordJson.write(entry, JournalEntry.class)).append('\n');
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    public String run() {
        return opened.run();
    }

    public String purpose() {
        return opened.purpose();
    }

    public Instant openedAt() {
        return opened.at();
    }

    public long pid() {
        return opened.pid();
    }

    public synchronized boolean kept() {
        return kept;
    }

    /// Whether the process that opened this journal still runs.
    public boolean ownerRuns() {
        return opened.boot().equals(ProcessId.boot())
                && new ProcessId(opened.pid(), opened.startTicks()).isRunning();
    }

    public synchronized List<Creation> creations() {
        return List.copyOf(creations);
    }

    /// Claims these; they may be made when this returns.
    public synchronized void claim(List<? extends Creation> made) {
        write(made.stream().map(JournalEntry.Created::new).toList());
        creations.addAll(made);
    }

    /// Hands everything over to the user: `clean` leaves it alone unless it is named.
    public synchronized void keep() {
        write(List.of(new JournalEntry.Kept(true)));
        kept = true;
    }

    private void write(List<? extends JournalEntry> entries) {
        try {
            append(file, entries);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the journal " + file, e);
        }
    }

    /// Removes everything that this journal claims, newest first, and then the journal itself.
    ///
    /// Neighbours that one eraser handles reach it together, so that it can remove them in one go.
    ///
    /// @return one line for each thing that is still there; the journal then stays
    public synchronized List<String> undo(List<Eraser> erasers) {
        List<String> failures = new ArrayList<>();
        List<Creation> newestFirst = new ArrayList<>(creations);
        Collections.reverse(newestFirst);
        int next = 0;
        while (next < newestFirst.size()) {
            Creation creation = newestFirst.get(next);
            Optional<Eraser> eraser =
                    erasers.stream().filter(each -> each.handles(creation)).findFirst();
            if (eraser.isEmpty()) {
                failures.add("nothing here can remove " + creation);
                next++;
                continue;
            }
            int end = next;
            while (end < newestFirst.size() && eraser.get().handles(newestFirst.get(end))) {
                end++;
            }
            failures.addAll(eraser.get().erase(newestFirst.subList(next, end)));
            next = end;
        }
        if (failures.isEmpty()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                failures.add("cannot delete the journal " + file + ": " + e.getMessage());
            }
        }
        return failures;
    }
}
