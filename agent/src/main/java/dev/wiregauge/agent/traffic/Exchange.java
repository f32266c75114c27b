package dev.wiregauge.agent.traffic;

/// How an open loop puts requests on the wire and gets responses back; never waits.
interface Exchange {
    /// No whole response is there.
    long NOTHING = -1;

    /// @param sequence counts up from 0; the same one again until the answer is true
    /// @return whether the whole request was taken by the kernel
    boolean trySend(long sequence);

    /// @return the sequence of one whole response, or [#NOTHING]
    long tryReceive();

    /// Returns when a response may be there, or after this time.
    void await(long nanos);

    /// Whether a response that never came is a loss, not a failure of the trial.
    boolean mayLose();
}
