package dev.wiregauge.harness.cli;

/// What the process says to its caller when it ends; the only numbers it ends with.
public final class ExitCode {
    public static final int PASS = 0;

    /// A gate or a diagnosis failed.
    public static final int FAILED = 1;

    /// The call or an input file is wrong.
    public static final int USAGE = 2;

    /// This machine or cluster cannot run it; the message says what to install or grant.
    public static final int ENVIRONMENT = 3;

    /// Too noisy, no baseline, agent lost, a mode not proved.
    public static final int INCONCLUSIVE = 4;

    /// Ended by Ctrl-C, as shells count it: 128 + SIGINT.
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
