package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;

/// Runs external programs; a fake of it stands in for them in tests.
interface CommandRunner {
    /// Runs it to its end.
    ///
    /// @return what it wrote on standard output
    /// @throws EnvironmentException if it cannot be started, fails, or does not end in time; the
    ///   message carries the command and its standard error
    String run(Command command);
}
