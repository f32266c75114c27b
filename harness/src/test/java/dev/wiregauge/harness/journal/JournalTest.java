package dev.wiregauge.harness.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.harness.journal.Creation.Folder;
import dev.wiregauge.harness.journal.Creation.NetworkNamespace;
import dev.wiregauge.harness.journal.Creation.ResidentProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(10)
class JournalTest {
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");

    @TempDir private Path folder;

    /// Remembers what it was given; keeps what it is told to keep.
    private static final class FakeEraser implements Eraser {
        private final List<List<Creation>> erased = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();

        @Override
        public boolean handles(Creation creation) {
            return !(creation instanceof Folder);
        }

        @Override
        public List<String> erase(List<Creation> creations) {
            erased.add(List.copyOf(creations));
            return List.copyOf(failures);
        }
    }

    private Journals journals() {
        return new Journals(folder);
    }

    @Test
    void whatIsClaimedCanBeReadByAnotherProcess() {
        Journal journal = journals().open("r1", "compare", NOW);
        journal.claim(List.of(new NetworkNamespace("wg-r1-node1"), new ResidentProcess("token")));
        Journal found = journals().find("r1").orElseThrow();
        assertThat(found.creations())
                .containsExactly(new NetworkNamespace("wg-r1-node1"), new ResidentProcess("token"));
        assertThat(found.purpose()).isEqualTo("compare");
        assertThat(found.openedAt()).isEqualTo(NOW);
        assertThat(found.ownerRuns()).isTrue();
        assertThat(found.kept()).isFalse();
    }

    @Test
    void undoesNewestFirstInOneGoAndForgetsTheJournal() {
        Journal journal = journals().open("r1", "test", NOW);
        journal.claim(List.of(new NetworkNamespace("first")));
        journal.claim(List.of(new NetworkNamespace("second"), new NetworkNamespace("third")));
        FakeEraser eraser = new FakeEraser();
        assertThat(journal.undo(List.of(eraser))).isEmpty();
        assertThat(eraser.erased)
                .containsExactly(
                        List.of(
                                new NetworkNamespace("third"),
                                new NetworkNamespace("second"),
                                new NetworkNamespace("first")));
        assertThat(journals().all()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void staysUntilEverythingIsGone() {
        Journal journal = journals().open("r1", "test", NOW);
        journal.claim(List.of(new NetworkNamespace("stubborn")));
        FakeEraser eraser = new FakeEraser();
        eraser.failures.add("namespace stubborn is busy");
        assertThat(journal.undo(List.of(eraser))).containsExactly("namespace stubborn is busy");
        assertThat(journals().find("r1")).isPresent();
        eraser.failures.clear();
        assertThat(journal.undo(List.of(eraser))).isEmpty();
        assertThat(journals().find("r1")).isEmpty();
    }

    @Test
    void saysWhatNobodyCanRemove() {
        Journal journal = journals().open("r1", "test", NOW);
        journal.claim(List.of(new NetworkNamespace("n"), new Folder("/run/wiregauge-r1")));
        FakeEraser eraser = new FakeEraser();
        assertThat(journal.undo(List.of(eraser)))
                .singleElement()
                .asString()
                .contains("/run/wiregauge-r1");
        assertThat(eraser.erased).hasSize(1);
    }

    @Test
    void lineCutShortByACrashClaimsNothing() throws IOException {
        Journal journal = journals().open("r1", "test", NOW);
        journal.claim(List.of(new NetworkNamespace("made")));
        Files.writeString(
                folder.resolve("r1.journal"),
                "{\"type\":\"created\",\"creation\":{\"type\":\"network_na",
                StandardOpenOption.APPEND);
        assertThat(journals().find("r1").orElseThrow().creations())
                .containsExactly(new NetworkNamespace("made"));
    }

    @Test
    void fileThatIsNoJournalIsLeftAlone() throws IOException {
        Files.writeString(folder.resolve("notes.journal"), "shopping list\n");
        assertThat(journals().all()).isEmpty();
        assertThat(folder.resolve("notes.journal")).exists();
    }

    @Test
    void journalOfAnotherBootHasNoLivingOwner() throws IOException {
        journals().open("r1", "test", NOW);
        Path file = folder.resolve("r1.journal");
        Files.writeString(file, Files.readString(file).replace(ProcessId.boot(), "another-boot"));
        assertThat(journals().find("r1").orElseThrow().ownerRuns()).isFalse();
    }

    @Test
    void processThatGotTheNumberOfADeadOwnerIsNotItsOwner() throws IOException {
        journals().open("r1", "test", NOW);
        ProcessId self = ProcessId.current();
        Path file = folder.resolve("r1.journal");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"startTicks\":" + self.startTicks(),
                                "\"startTicks\":" + (self.startTicks() - 1)));
        assertThat(journals().find("r1").orElseThrow().ownerRuns()).isFalse();
    }

    @Test
    void keptLabStaysKeptForTheNextReader() {
        journals().open("r1", "lab up", NOW).keep();
        assertThat(journals().find("r1").orElseThrow().kept()).isTrue();
    }

    @Test
    void standardPlaceIsTheSystemsForRootAndTheUsersOtherwise() {
        assertThat(Journals.standard(Map.of("HOME", "/root"), true).folder())
                .hasToString("/var/lib/wiregauge");
        assertThat(Journals.standard(Map.of("HOME", "/home/u"), false).folder())
                .hasToString("/home/u/.local/state/wiregauge");
        assertThat(
                        Journals.standard(Map.of("HOME", "/home/u", "XDG_STATE_HOME", "/s"), false)
                                .folder())
                .hasToString("/s/wiregauge");
    }
}
