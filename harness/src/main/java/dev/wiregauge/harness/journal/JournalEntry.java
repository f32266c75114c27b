package dev.wiregauge.harness.journal;

import java.time.Instant;

/// One line of a journal file.
sealed interface JournalEntry {
    /// The first line of every journal.
    ///
    /// @param boot the kernel's random id of this boot: process ids of another one mean nothing
    /// @param startTicks the run's start in clock ticks since boot, which with the process id names
    ///   it for certain
    record Opened(
            int version,
            String run,
            String purpose,
            String boot,
            long pid,
            long startTicks,
            Instant at)
            implements JournalEntry {}

    record Created(Creation creation) implements JournalEntry {}

    /// The run hands over what it made to the user, who removes it by name.
    record Kept(boolean kept) implements JournalEntry {}
}
