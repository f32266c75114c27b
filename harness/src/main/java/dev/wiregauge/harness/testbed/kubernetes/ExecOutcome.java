package dev.wiregauge.harness.testbed.kubernetes;

/// How a command in a container ended.
sealed interface ExecOutcome {
    /// It ended by itself, or by a signal (137 = killed).
    record Exited(int code) implements ExecOutcome {}

    /// The container runtime could not run it, such as a missing program.
    record NotRun(String reason) implements ExecOutcome {}

    /// The stream ended without a word about the command: it may still be running.
    record Lost(String reason) implements ExecOutcome {}
}
